namespace Elbo.Cli.Shell;

/// <summary>What the process tells its caller.</summary>
internal enum ExitCode
{
    Fine = 0,

    /// <summary>The command was understood and could not be carried out.</summary>
    Failed = 1,

    /// <summary>Unknown command or option, a value out of range, an invalid configuration.</summary>
    Usage = 2,

    /// <summary>Ctrl-C or a request to terminate, after the work in hand was put away.</summary>
    Interrupted = 130,
}
