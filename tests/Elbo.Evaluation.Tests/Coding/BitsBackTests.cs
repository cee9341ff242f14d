using System.Buffers.Binary;
using System.Text.Json.Nodes;
using Elbo.Data;
using Elbo.Evaluation.Coding;
using Elbo.Models;
using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.IO;

namespace Elbo.Evaluation.Tests.Coding;

[NoLeak]
public sealed class BitsBackTests : IDisposable
{
    private static readonly int[] shape = [1, 8, 8];

    private readonly string file = Path.Combine(Path.GetTempPath(), $"elbo-{Guid.NewGuid():N}.elbo");

    public void Dispose() => File.Delete(file);

    [Theory]
    [InlineData("vae", """{ "latent": 3, "hidden": [9] }""")]
    [InlineData("vae", """{ "latent": 4, "hidden": [9, 5], "activation": "relu", "likelihood": "discretisedLogistic" }""")]
    [InlineData("vae", """{ "latent": 3, "network": "conv", "channels": [3, 4], "hidden": [6] }""")]
    [InlineData("vae", """{ "latent": 3, "network": "conv", "channels": [3, 4], "hidden": [], "likelihood": "discretisedLogistic", "upsampling": "transposed" }""")]
    [InlineData("iwae", """{ "latent": [6, 3], "hidden": [[9], [7]] }""")]
    [InlineData("beta-vae", """{ "latent": 3, "hidden": [9] }""")]
    [InlineData("grid-vae", """{ "latent": 2, "network": { "width": 8 }, "likelihood": "discretisedLogistic" }""")]
    [InlineData("resnet-vae", """{ "flow": "none", "depth": [2, 1], "channels": 6, "latent": 2, "likelihood": "discretisedLogistic" }""")]
    public void Examples_come_back_to_the_last_bit_at_the_length_of_the_bound(string id, string settings)
    {
        const int Count = 60;
        using var model = Build(id, settings);
        using var data = new GreyImages(Count, settings.Contains("Logistic", StringComparison.Ordinal) ? 256 : 2);
        var compressor = new BitsBackCompressor(model, shape, ModelHash.Of("toy", model));
        var (examples, written) = compressor.Compress(data, Split.Test, Count);
        var read = (BitsBackContainer)ElboContainerReader.Parse(written.ToBytes(), "a.elbo");
        using var scope = TensorScope.Enter();
        var back = compressor.Decompress(read, "a.elbo");
        back.ToTensor(0, Count).ToArray<float>().ShouldBe(data.Draw(Split.Test, [.. Enumerable.Range(0, Count).Select(n => (long)n)]).X.ToArray<float>());
        // Each example is written at one draw of z, of which an untrained model thinks very differently: five times the spread of as many other draws.
        var coder = new BitsBackCoder(model, shape);
        coder.Prepare();
        double[] bounds = [.. Enumerable.Range(1, 20).Select(seed => coder.BoundBits(examples.Values, new NoiseStream((ulong)seed)))];
        var spread = Math.Sqrt(bounds.Average(b => Math.Pow(b - bounds.Average(), 2)));
        examples.NetBits.ShouldBe(bounds.Average(), 5 * spread);
        spread.ShouldBeLessThan(0.25 * bounds.Average());
        (8.0 * written.Message.Length).ShouldBe(examples.NetBits + examples.LentBits, 64);
        examples.LentBits.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData("vae", """{ "latent": 2, "hidden": [9], "likelihood": "gaussian" }""", "p(x | z) is Normal")]
    [InlineData("vae", """{ "latent": 2, "hidden": [9], "posterior": "linearIaf" }""", "site 'z' is FlowDistribution")]
    [InlineData("vae", """{ "latent": 2, "hidden": [9], "prior": "realNvp" }""", "site 'z' is FlowDistribution")]
    [InlineData("vae", """{ "latent": 2, "hidden": [9], "posterior": "mixture" }""", "site 'z' is MixtureOfNormals")]
    [InlineData("svae", """{ "latent": 3, "hidden": [9] }""", "site 'z' is HypersphericalUniform")]
    [InlineData("gan", "{}", "no latent variables")]
    [InlineData("cvae", "{}", "is told something beside x")]
    public void A_model_that_cannot_says_what_is_missing(string id, string settings, string says)
    {
        using var model = Build(id, settings);
        Should.Throw<NotSupportedException>(() => new BitsBackCompressor(model, shape, new byte[32])).Message.ShouldContain(says);
    }

    [Fact]
    public void Other_weights_other_values_and_cut_or_changed_files_are_refused()
    {
        using var model = Build("vae", """{ "latent": 3, "hidden": [9] }""");
        using var data = new GreyImages(4, 2);
        var compressor = new BitsBackCompressor(model, shape, ModelHash.Of("toy", model));
        var valid = compressor.Compress(data, Split.Test, 4, ["a.png", "b.png", "c.png", "d/e.png"]).File.ToBytes();
        for (var at = 0; at < valid.Length; at++)
        {
            byte[] changed = [.. valid];
            changed[at] ^= 0x41;
            Should.Throw<CodeContainerException>(() => Read(compressor, changed)).Message.ShouldNotContain('\n');
            Should.Throw<CodeContainerException>(() => Read(compressor, valid[..at])).Message.ShouldNotContain('\n');
        }
        using var other = Build("vae", """{ "latent": 3, "hidden": [9] }""", 2);
        Should.Throw<CodeContainerException>(() => Read(new(other, shape, ModelHash.Of("toy", other)), valid)).Message.ShouldContain("another model");
        using var grey = new GreyImages(4, 256);
        Should.Throw<InvalidOperationException>(() => compressor.Compress(grey, Split.Test, 4)).Message.ShouldContain("the model knows the 2 values 0 and 1 alone");
    }

    // A fitting check sum around other bytes: what comes out is what went in or an error.
    [Fact]
    public void A_forged_message_gives_an_error_and_never_another_image()
    {
        using var model = Build("vae", """{ "latent": 3, "hidden": [9] }""");
        using var data = new GreyImages(4, 2);
        var compressor = new BitsBackCompressor(model, shape, ModelHash.Of("toy", model));
        var (examples, written) = compressor.Compress(data, Split.Test, 4);
        var valid = written.ToBytes();
        Mutation.Run<CodeContainerException>(valid[..^4], Mutation.Few, 2, file, path =>
        {
            var body = File.ReadAllBytes(path);
            var seal = new byte[4];
            BinaryPrimitives.WriteUInt32LittleEndian(seal, Crc32.Of(body));
            Read(compressor, [.. body, .. seal], path).Values.ShouldBe(examples.Values);
        }, bound: 64 << 20).ShouldBeGreaterThan(Mutation.Few / 2);
    }

    private static BitsBackExamples Read(BitsBackCompressor compressor, byte[] bytes, string path = "a.elbo") =>
        compressor.Decompress(ElboContainerReader.Parse(bytes, path) as BitsBackContainer ?? throw new CodeContainerException(path, "holds codes"), path);

    private static Model Build(string id, string settings, ulong seed = 1)
    {
        var entry = ModelCatalog.Find(id);
        List<string> problems = [];
        var resolved = entry.Resolve((JsonObject)JsonNode.Parse(settings)!, "model", problems);
        problems.ShouldBeEmpty();
        using var generator = new Generator(seed);
        var model = entry.Build(resolved, new(DataSchema.OfShape(shape) with { TrainingExamples = 8, Fields = [Field.Values(shape)], Factors = [new Factor(Factor.Label, 10)] }, generator));
        model.Evaluate();
        return model;
    }

    /// <summary>Images of K grey values with some order in them.</summary>
    private sealed class GreyImages(int count, int levels) : IDataset
    {
        private readonly RandomImages images = new(count, 8, 0);

        public DatasetInfo Info => images.Info;

        public string Fingerprint => images.Fingerprint;

        public int Count(Split split) => images.Count(split);

        public Batch Draw(Split split, ReadOnlySpan<long> examples, ulong? noise = null)
        {
            var batch = images.Draw(split, examples, noise);
            return batch with { X = Tensor.From([.. batch.X.ToArray<float>().Select(x => MathF.Round(x * (levels - 1)) / (levels - 1))], batch.Count, 64) };
        }

        public void Dispose() => images.Dispose();
    }
}
