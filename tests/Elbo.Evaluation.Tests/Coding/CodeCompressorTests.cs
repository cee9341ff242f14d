using Elbo.Data;
using Elbo.Evaluation.Coding;
using Elbo.Models.Priors;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Evaluation.Tests.Coding;

[NoLeak]
public sealed class CodeCompressorTests
{
    private static readonly Factor[] none = [], label = [new(Factor.Label, 10)];

    [Theory]
    [InlineData("pixel")]
    [InlineData("two codes per position")]
    [InlineData("classes")]
    [InlineData("uniform")]
    [InlineData("wave")]
    public void Codes_come_back_exactly_and_cost_what_the_prior_says(string kind)
    {
        // Whole parts and the head's rounding, with the last of the message's 64 bits.
        const double Relative = 0.002, Bytes = 8;
        const int Count = 600;
        using var model = Build(kind);
        using var data = new RandomImages(Count, 8);
        var compressor = Compressor(model);
        compressor.IsConditional.ShouldBe(kind == "classes");
        var (examples, file) = compressor.Compress(data, Split.Test, int.MaxValue);
        examples.Count.ShouldBe(Count);
        examples.Codes.Length.ShouldBe(Count * model.Prior.Length());
        examples.Codes.Distinct().Count().ShouldBeGreaterThan(8);

        var read = (CodeContainer)ElboContainerReader.Parse(file.ToBytes(), "a.elbo");
        var again = compressor.Decompress(read, "a.elbo");
        again.Codes.ShouldBe(examples.Codes);
        again.Factors.ShouldBe(examples.Factors);
        if (kind == "classes") again.Factors.ShouldBe(Enumerable.Range(0, Count).Select(k => k % 10));

        var expected = (compressor.CrossEntropyBits(examples) + (kind == "classes" ? Count * Math.Log2(10) : 0)) / 8;
        ((double)file.Message.Length).ShouldBe(expected, (Relative * expected) + Bytes);
    }

    [Fact]
    public void A_decoded_chunk_is_equal_bit_for_bit_to_that_of_the_writer()
    {
        using var scope = TensorScope.Enter();
        using var model = Build("pixel");
        using var data = new RandomImages(300, 8);
        var compressor = Compressor(model);
        var (examples, file) = compressor.Compress(data, Split.Test, int.MaxValue);
        var again = compressor.Decompress(file, "a.elbo");
        compressor.Decode(again, 250, 50).ToArray<float>().ShouldBe(compressor.Decode(examples, 250, 50).ToArray<float>());
    }

    [Fact]
    public void One_example_and_a_limit_are_enough()
    {
        using var model = Build("pixel");
        using var data = new RandomImages(30, 8);
        var (examples, file) = Compressor(model).Compress(data, Split.Test, 1, ["a/b.png"]);
        examples.Count.ShouldBe(1);
        var read = (CodeContainer)ElboContainerReader.Parse(file.ToBytes(), "a.elbo");
        read.Names.ShouldBe(["a/b.png"]);
        Compressor(model).Decompress(read, "a.elbo").Codes.ShouldBe(examples.Codes);
    }

    [Fact]
    public void A_file_of_another_model_is_refused()
    {
        using ToyCodeModel model = ToyCodeModel.Pixel(), other = ToyCodeModel.Pixel(seed: 2);
        using var data = new RandomImages(3, 8);
        var (_, file) = Compressor(model).Compress(data, Split.Test, int.MaxValue);
        Should.Throw<CodeContainerException>(() => Compressor(other).Decompress(file, "a.elbo")).Message
            .ShouldBe("a.elbo: was made with another model, or with other weights of this one");
        Should.Throw<CodeContainerException>(() => new CodeCompressor(model, [1, 8, 8], none, ModelHash.Of("other settings", model)).Decompress(file, "a.elbo"))
            .Message.ShouldContain("another model");
    }

    [Theory]
    [InlineData(1e-3)]
    [InlineData(1)]
    public void Other_logits_are_seen_and_never_give_other_codes(double change)
    {
        using var model = ToyCodeModel.Pixel();
        using var data = new RandomImages(60, 8);
        var hash = ModelHash.Of("toy", model);
        var (_, file) = new CodeCompressor(model, [1, 8, 8], none, hash).Compress(data, Split.Test, int.MaxValue);
        // As another machine might have it: the same weights by name, and sums that differ.
        using (Gradients.Off())
        using (TensorScope.Enter())
            foreach (var (name, value) in model.NamedParameters())
                if (name.Contains("head", StringComparison.Ordinal)) value.MulInPlace(1 + change);
        Should.Throw<CodeContainerException>(() => new CodeCompressor(model, [1, 8, 8], none, hash).Decompress(file, "a.elbo")).Message
            .ShouldBe("a.elbo: its codes do not come out as they went in: this machine or library computes other logits than the one that wrote it");
    }

    [Fact]
    public void A_conditional_model_needs_the_factors_it_was_built_for()
    {
        using var model = Build("classes");
        using var data = new RandomImages(3, 8, classes: 0);
        Should.Throw<InvalidOperationException>(() => Compressor(model).Compress(data, Split.Test, int.MaxValue)).Message.ShouldContain("label (10 values)");
    }

    [Fact]
    public void The_hash_is_that_of_weights_and_description()
    {
        using ToyCodeModel one = ToyCodeModel.Pixel(), same = ToyCodeModel.Pixel(), other = ToyCodeModel.Pixel(seed: 2);
        var hash = ModelHash.Of("toy", one);
        hash.Length.ShouldBe(32);
        ModelHash.Of("toy", same).ShouldBe(hash);
        ModelHash.Of("toys", same).ShouldNotBe(hash);
        ModelHash.Of("toy", other).ShouldNotBe(hash);
    }

    private static CodeCompressor Compressor(ToyCodeModel model) =>
        new(model, [1, 8, 8], model.IsConditional ? label : none, ModelHash.Of("toy", model));

    private static ToyCodeModel Build(string kind)
    {
        using var generator = new Generator(3);
        return kind switch
        {
            "pixel" => ToyCodeModel.Pixel(),
            "two codes per position" => ToyCodeModel.Pixel(groups: 2),
            "classes" => ToyCodeModel.Pixel(classes: 10),
            "uniform" => new(8, 4, new UniformPrior(13, 4, 4)),
            _ => new(8, 4, new WaveNetPrior(new(new() { Features = 6, SkipFeatures = 8, Kernel = 2, Cycle = 3, Repeats = 2 }, 32, generator), 16)),
        };
    }
}
