return Elbo.Cli.Shell.Invocation.Run(Elbo.Bench.BenchProgram.Create(), args);
