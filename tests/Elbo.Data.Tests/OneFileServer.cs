using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Elbo.Data.Tests;

/// <summary>Answers every HTTP request on a free local port with the same bytes, without a length.</summary>
internal sealed class OneFileServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);

    public OneFileServer(byte[] content)
    {
        listener.Start();
        Address = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/";
        _ = Task.Run(async () =>
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync();
                using var stream = client.GetStream();
                var request = new byte[4096];
                _ = await stream.ReadAsync(request);
                await stream.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"));
                await stream.WriteAsync(content);
            }
        });
    }

    public string Address { get; }

    public void Dispose() => listener.Stop();
}
