using Elbo.Models.Likelihoods;
using Elbo.Models.Networks;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Architectures;

/// <summary>
/// p(x | vectors, speaker) of samples as µ-law classes, each given the ones before it: a <see cref="WaveNet"/> whose local condition are the vectors,
/// seen with their neighbours and held for a frame. Children <c>condition_1</c>, <c>condition_2</c> and <c>net</c>.
/// </summary>
public sealed class AudioDecoder : Module
{
    /// <summary>Samples that are evaluated at once where no gradient is needed: memory for a few layers of them.</summary>
    private const int MostAtOnce = 1 << 17;

    private readonly Conv1d first, second;
    private readonly WaveNet net;

    /// <param name="size">D.</param>
    /// <param name="channels">M, width of the local condition.</param>
    /// <param name="classes">Speakers; 0 for none.</param>
    public AudioDecoder(WaveNetConfig config, int size, int channels, int classes, Generator generator)
    {
        first = Child("condition_1", new Conv1d(size, channels, 3, generator, padding: 1));
        second = Child("condition_2", new Conv1d(channels, channels, 1, generator));
        net = Child("net", new WaveNet(config, MuLaw.Classes, generator, classes: classes, localChannels: channels));
    }

    /// <summary>log p(x | vectors, speaker) per example, [B] nats of the classes that the samples are in.</summary>
    /// <param name="x">[B, T].</param>
    /// <param name="vectors">[B, T′, D], T′ dividing T.</param>
    /// <param name="speakers">I64 [B], for a decoder that has some.</param>
    public Tensor LogProb(Tensor x, Tensor vectors, Tensor? speakers)
    {
        var rows = Math.Max(1, (long)(MostAtOnce / x.Size(1)));
        if (Gradients.Enabled || rows >= x.Size(0)) return All(x, vectors, speakers);
        using var outer = TensorScope.Enter();
        var parts = new List<Tensor>();
        for (long from = 0; from < x.Size(0); from += rows)
        {
            using var scope = TensorScope.Enter();
            var count = Math.Min(rows, x.Size(0) - from);
            parts.Add(scope.Keep(All(x.Narrow(0, from, count), vectors.Narrow(0, from, count), speakers?.Narrow(0, from, count))));
        }
        return outer.Keep(Ops.Cat([.. parts]));
    }

    /// <summary>One draw of x for each example, sample by sample with cached activations, [B, T].</summary>
    /// <param name="length">T.</param>
    /// <param name="temperature">Divides the logits.</param>
    public Tensor Draw(Tensor vectors, Tensor? speakers, int length, NoiseStream noise, double temperature)
    {
        using var scope = TensorScope.Enter();
        using var off = Gradients.Off();
        using var walk = net.Open((int)vectors.Size(0), length, speakers, Condition(vectors));
        return scope.Keep(MuLaw.Decode(Tensor.From(CategoricalDraws.Walk(walk, noise, temperature), [vectors.Size(0), length])));
    }

    private Tensor All(Tensor x, Tensor vectors, Tensor? speakers)
    {
        var classes = MuLaw.Encode(x);
        return -net.Forward(classes, speakers, Condition(vectors)).CrossEntropyLoss(classes, reduction: 0).Sum([1]);
    }

    private Tensor Condition(Tensor vectors) => second.Forward(first.Forward(vectors.Transpose(1, 2)).Relu()).Relu();
}
