using Elbo.OpGenerator;

// dotnet run --project eng/op-generator: rewrites src/Elbo.Torch/Generated/Ops.g.cs from src/Elbo.Torch/ops.schemas.
var torch = Path.GetFullPath(args.Length > 0 ? args[0] : "src/Elbo.Torch");
var target = Path.Combine(torch, "Generated", "Ops.g.cs");
File.WriteAllText(target, OpSource.Generate(File.ReadAllLines(Path.Combine(torch, "ops.schemas"))));
Console.WriteLine($"wrote {target}");
