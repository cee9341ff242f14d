using System.Text.Json;
using Elbo.Testing;
using Elbo.Torch.IO;

namespace Elbo.Torch.Tests.Nn;

/// <summary>Reference values that PyTorch computed; <c>tests/fixtures/make_torch_fixtures.py</c> says what the arrays are.</summary>
internal sealed class TorchFixture
{
    /// <summary>The values agree with PyTorch's in double precision but for the order of sums.</summary>
    public const double Tolerance = 1e-10;

    private readonly IReadOnlyDictionary<string, Tensor> arrays;

    /// <summary>Reads the arrays into the current scope.</summary>
    public TorchFixture(string name)
    {
        arrays = Npz.Load(Path.Combine(Repository.Root, "tests", "fixtures", "torch", $"{name}.npz"));
        Config = JsonDocument.Parse(arrays["config"].ToArray<byte>()).RootElement;
    }

    public JsonElement Config { get; }

    public Tensor this[string name] => arrays[name];

    public bool Has(string name) => arrays.ContainsKey(name);

    /// <summary>The arrays whose names begin with <paramref name="prefix"/>, without it.</summary>
    public IEnumerable<(string Name, Tensor Value)> Under(string prefix) =>
        arrays.Where(a => a.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(a => (a.Key[prefix.Length..], a.Value));

    public double Number(string name, double otherwise) => Config.TryGetProperty(name, out var value) ? value.GetDouble() : otherwise;

    public long Integer(string name, long otherwise = 0) => Config.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt64() : otherwise;

    public bool Flag(string name, bool otherwise = false) => Config.TryGetProperty(name, out var value) ? value.GetBoolean() : otherwise;

    /// <summary>A number, or a list of numbers, one per axis.</summary>
    public long[] Sizes(string name, long otherwise) => !Config.TryGetProperty(name, out var value) ? [otherwise]
        : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(v => v.GetInt64())] : [value.GetInt64()];

    public static void ShouldAgree(Tensor actual, Tensor expected, string what, double tolerance = Tolerance)
    {
        actual.Shape.ToArray().ShouldBe(expected.Shape.ToArray(), what);
        var (a, b) = (actual.Detach().To(DType.F64).ToArray<double>(), expected.Detach().To(DType.F64).ToArray<double>());
        for (var k = 0; k < a.Length; k++)
            if (!(Math.Abs(a[k] - b[k]) <= tolerance * Math.Max(1, Math.Abs(b[k])))) Assert.Fail($"{what}[{k}] is {a[k]:R}, expected {b[k]:R}");
    }
}
