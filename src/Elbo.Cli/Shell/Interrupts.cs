using System.Runtime.InteropServices;

namespace Elbo.Cli.Shell;

/// <summary>
/// Turns the first Ctrl-C, or a request to terminate, into a cancelled token, so that the command can finish its step and put its
/// work away. The second one meets no handler any more and ends the process at once.
/// </summary>
internal sealed class Interrupts : IDisposable
{
    private readonly CancellationTokenSource source = new();
    private readonly PosixSignalRegistration[] registrations;
    private int seen;

    /// <param name="noticed">Told once, on the first signal, from another thread.</param>
    public Interrupts(Action noticed)
    {
        void Handle(PosixSignalContext signal)
        {
            if (Interlocked.Increment(ref seen) > 1) return;
            signal.Cancel = true;
            noticed();
            source.Cancel();
        }

        registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle)];
    }

    public CancellationToken Token => source.Token;

    public bool Requested => source.IsCancellationRequested;

    public void Dispose()
    {
        foreach (var registration in registrations) registration.Dispose();
        source.Dispose();
    }
}
