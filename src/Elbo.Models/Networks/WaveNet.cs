using System.Globalization;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Networks;

/// <summary>
/// p(c_1 … c_T), each code from the ones before it through dilated causal convolutions: a decoder of µ-law audio or a prior over sequences of
/// codes. van den Oord et al. 2016 (arXiv 1609.03499).
/// </summary>
public sealed class WaveNet : Module
{
    private readonly CodeEmbedding embedding;
    private readonly Conv1d causal;
    private readonly WaveNetLayer[] layers;
    private readonly CodeHead head;
    private readonly int classes, localChannels;

    /// <param name="codebookSize">K, e.g. 256 for µ-law.</param>
    /// <param name="generator">Draws the start.</param>
    /// <param name="groups">G codes per step, each seeing the ones before it.</param>
    /// <param name="classes">Speakers or classes, the global condition s; 0 for none.</param>
    /// <param name="localChannels">M, channels of the local condition y; 0 for none.</param>
    /// <exception cref="Configuration.ConfigException">The configuration is wrong.</exception>
    public WaveNet(WaveNetConfig config, int codebookSize, Generator generator, int groups = 1, int classes = 0, int localChannels = 0)
    {
        if (config.Problems().FirstOrDefault() is { } problem) throw new Configuration.ConfigException(problem);
        ArgumentOutOfRangeException.ThrowIfLessThan(codebookSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(groups, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(classes);
        ArgumentOutOfRangeException.ThrowIfNegative(localChannels);
        (Config, CodebookSize, Groups, this.classes, this.localChannels) = (config, codebookSize, groups, classes, localChannels);
        embedding = Child("embedding", new CodeEmbedding(codebookSize, groups, config.Features, generator));
        causal = Child("causal", new Conv1d(config.Features, config.Features, config.Kernel, generator));
        var dilations = config.Dilations.ToArray();
        layers = new WaveNetLayer[dilations.Length];
        for (var k = 0; k < layers.Length; k++)
        {
            layers[k] = Child($"layer{k.ToString(CultureInfo.InvariantCulture)}",
                new WaveNetLayer(config, dilations[k], k == layers.Length - 1, classes, localChannels, generator));
        }
        head = Child("head", new CodeHead(config.SkipFeatures, codebookSize, groups, generator));
    }

    /// <summary>The sizes it was built with.</summary>
    public WaveNetConfig Config { get; }

    /// <summary>K.</summary>
    public int CodebookSize { get; }

    /// <summary>G, codes per step.</summary>
    public int Groups { get; }

    /// <summary>R: a code sees the R steps before its own.</summary>
    public int ReceptiveField => Config.ReceptiveField;

    /// <summary>Logits of every code from the ones before it.</summary>
    /// <param name="codes">I64 [B, T], or [B, T, G].</param>
    /// <param name="classes">s, I64 [B], when the network has classes.</param>
    /// <param name="local">y, [B, M, T′], when it has a local condition; T is a multiple of T′, and a value holds for T/T′ steps.</param>
    /// <returns>[B, K, T], or [B, K, T, G]; K second, as losses take them.</returns>
    public Tensor Forward(Tensor codes, Tensor? classes = null, Tensor? local = null)
    {
        if (codes.Rank != (Groups == 1 ? 2 : 3)) throw new TorchException($"the network takes codes [B, T{(Groups == 1 ? "" : ", G")}], not {codes}");
        var (rows, steps) = (codes.Size(0), codes.Size(1));
        CheckConditions(classes, local, rows, steps);
        using var scope = TensorScope.Enter();
        var places = codes.Reshape([rows, steps, Groups]);
        // Moved by one: step t sees the codes up to t − 1.
        var x = (Tensor?)causal.Forward(embedding.Forward(places).Transpose(1, 2).ConstantPadNd([Config.Kernel, -1]));
        Tensor? sum = null;
        foreach (var layer in layers)
        {
            // What a layer leaves behind is freed at once: over long sequences it is most of the memory of a pass without gradients.
            using var own = TensorScope.Enter();
            var before = (x, sum);
            (x, var skip) = layer.Forward(x!, classes, local);
            sum = own.Keep(sum is null ? skip : sum + skip);
            if (x is not null) own.Keep(x);
            before.x?.Dispose();
            before.sum?.Dispose();
        }
        return scope.Keep(head.Forward(sum!, places).Reshape([rows, CodebookSize, .. codes.Shape[1..]]));
    }

    /// <summary>The same logits step by step: each costs the work of its own column. The weights must stay as they are until the end.</summary>
    /// <param name="rows">B, examples side by side.</param>
    /// <param name="steps">T.</param>
    public IAutoregressiveLogits Open(int rows, int steps, Tensor? classes = null, Tensor? local = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 1);
        CheckConditions(classes, local, rows, steps);
        return new WaveNetWalk(this, embedding, causal, layers, head, rows, steps, classes, local);
    }

    private void CheckConditions(Tensor? given, Tensor? local, long rows, long steps)
    {
        CodeShapes.CheckCondition(given, classes, rows, "classes");
        CodeShapes.CheckCondition(local, localChannels, rows, "a local condition");
        if (local is not null && (local.Rank != 3 || steps % local.Size(2) != 0))
            throw new TorchException($"a local condition for {steps} steps is [B, M, T′] with a T′ that divides them, not {local}");
    }
}
