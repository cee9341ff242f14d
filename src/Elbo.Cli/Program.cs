return Elbo.Cli.Shell.Invocation.Run(args);
