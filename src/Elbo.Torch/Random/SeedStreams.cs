using System.Security.Cryptography;
using System.Text;

namespace Elbo.Torch;

/// <summary>One root seed, from which each use (initialisation, data order, noise …) gets its own stream by name.</summary>
/// <param name="root">The seed a user gives.</param>
public readonly struct SeedStreams(ulong root)
{
    /// <summary>The seed all streams come from.</summary>
    public ulong Root { get; } = root;

    /// <summary>The seed of the stream called <paramref name="name"/>: equal names give equal seeds, others independent ones.</summary>
    public ulong Seed(string name)
    {
        Span<byte> digest = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{Root}/{name}"), digest);
        return BitConverter.ToUInt64(digest);
    }

    /// <summary>A generator for the stream called <paramref name="name"/>.</summary>
    public Generator Open(string name, Device device = default) => new(Seed(name), device);
}
