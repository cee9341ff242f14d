using System.Reflection;
using Elbo.Cli.Shell;
using Elbo.Data;
using Elbo.Models.Configuration;
using Elbo.Runs.Sessions;
using Elbo.Torch;

namespace Elbo.Cli.Tests.Shell;

public sealed class FailuresTests
{
    [Fact]
    public void A_foreseen_failure_is_its_message_and_exit_code_1()
    {
        Exception[] foreseen = [new CommandException("x.idx: cut"), new DataException("x.idx: cut"), new TorchException("x.idx: cut"), new LibtorchMissingException("x.idx: cut"), new IOException("x.idx: cut")];

        foreseen.Select(Failures.Explain).ShouldAllBe(e => e.Code == ExitCode.Failed && e.Line == "x.idx: cut");
    }

    [Fact]
    public void A_wrong_configuration_is_a_usage_error() => Failures.Explain(new ConfigException("latent must be at least 1, is -3")).ShouldBe((ExitCode.Usage, "latent must be at least 1, is -3"));

    [Fact]
    public void A_cancelled_command_is_interrupted() => Failures.Explain(new OperationCanceledException()).ShouldBe((ExitCode.Interrupted, "interrupted"));

    [Fact]
    public void An_unforeseen_failure_names_its_kind_and_the_way_to_its_stack()
    {
        var (code, line) = Failures.Explain(new InvalidOperationException("first\nsecond"));

        code.ShouldBe(ExitCode.Failed);
        line.ShouldBe("unexpected InvalidOperationException: first second; run with ELBO_TRACE=1 for the stack");
    }

    [Fact]
    public void Wrappings_are_looked_through() =>
        Failures.Explain(new AggregateException(new TargetInvocationException(new TypeInitializationException("T", new LibtorchMissingException("gone"))))).ShouldBe((ExitCode.Failed, "gone"));
}
