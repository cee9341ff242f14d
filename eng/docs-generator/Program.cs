using Elbo.DocsGenerator;
using Elbo.Models.Configuration;

// dotnet run --project eng/docs-generator: rewrites the generated documents. With --check it only names those that are out of date.
var check = args.Contains("--check");
var root = Path.GetFullPath(args.FirstOrDefault(a => !a.StartsWith('-')) ?? ".");
try
{
    var stale = Documents.Stale(root).ToList();
    foreach (var page in stale)
    {
        if (check) Console.Error.WriteLine($"{page.Path}: out of date; run dotnet run --project eng/docs-generator");
        else page.Apply(root);
    }
    if (!check) Console.WriteLine(stale.Count == 0 ? "nothing to do" : $"wrote {string.Join(", ", stale.Select(p => p.Path))}");
    return check && stale.Count > 0 ? 1 : 0;
}
catch (Exception failure) when (failure is ConfigException or DocumentException)
{
    Console.Error.WriteLine(failure.Message);
    return 1;
}
