return Elbo.Cli.Shell.Invocation.Run(Elbo.Cli.Commands.ElboCommand.Create(), args);
