using System.Reflection;
using Elbo.Data;
using Elbo.Models.Configuration;
using Elbo.Runs.Sessions;
using Elbo.Torch;
using Elbo.Torch.IO;
using Elbo.Training;
using Elbo.Training.Runs;

namespace Elbo.Cli.Shell;

/// <summary>The one place where outcomes become exit codes and lines.</summary>
internal static class Failures
{
    /// <summary>Exit code of an exception, and its line without the name of the program in front.</summary>
    public static (ExitCode Code, string Line) Explain(Exception failure) => Cause(failure) switch
    {
        OperationCanceledException => (ExitCode.Interrupted, "interrupted"),
        UsageException or ConfigException => (ExitCode.Usage, OneLine(Cause(failure).Message)),
        CommandException or DataException or RunException or TrainingDivergedException or TorchException or LibtorchMissingException or IOException or UnauthorizedAccessException =>
            (ExitCode.Failed, OneLine(Cause(failure).Message)),
        DllNotFoundException or EntryPointNotFoundException or BadImageFormatException =>
            (ExitCode.Failed, $"a native library does not fit: {OneLine(Cause(failure).Message)}"),
        var other => (ExitCode.Failed, $"unexpected {other.GetType().Name}: {OneLine(other.Message)}; run with ELBO_TRACE=1 for the stack"),
    };

    /// <summary>The exception behind those that only carry another one.</summary>
    private static Exception Cause(Exception failure) => failure switch
    {
        AggregateException { InnerExceptions: [var only] } => Cause(only),
        TypeInitializationException or TargetInvocationException when failure.InnerException is { } inner => Cause(inner),
        _ => failure,
    };

    private static string OneLine(string message) =>
        Printed.Plain(string.Join(' ', message.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)));
}
