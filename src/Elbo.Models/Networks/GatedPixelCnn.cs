using System.Globalization;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Networks;

/// <summary>
/// p(c) over a grid of codes in raster order, with a vertical and a horizontal stack, so that nothing above and to the right is missed.
/// van den Oord et al. 2016, "Conditional image generation with PixelCNN decoders" (arXiv 1606.05328).
/// </summary>
public sealed class GatedPixelCnn : Module
{
    private readonly CodeEmbedding embedding;
    private readonly GatedPixelCnnLayer[] layers;
    private readonly CodeHead head;
    private readonly int classes, mapChannels;

    /// <param name="codebookSize">K.</param>
    /// <param name="generator">Draws the start.</param>
    /// <param name="groups">G codes per position, each seeing the ones before it.</param>
    /// <param name="classes">Classes the codes depend on; 0 for none.</param>
    /// <param name="mapChannels">M, channels of a map the codes depend on place by place; 0 for none.</param>
    /// <exception cref="Configuration.ConfigException">The configuration is wrong.</exception>
    public GatedPixelCnn(GatedPixelCnnConfig config, int codebookSize, Generator generator, int groups = 1, int classes = 0, int mapChannels = 0)
    {
        if (config.Problems().FirstOrDefault() is { } problem) throw new Configuration.ConfigException(problem);
        ArgumentOutOfRangeException.ThrowIfLessThan(codebookSize, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(groups, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(classes);
        ArgumentOutOfRangeException.ThrowIfNegative(mapChannels);
        (Config, CodebookSize, Groups, this.classes, this.mapChannels) = (config, codebookSize, groups, classes, mapChannels);
        embedding = Child("embedding", new CodeEmbedding(codebookSize, groups, config.Features, generator));
        layers = new GatedPixelCnnLayer[config.Layers];
        for (var k = 0; k < layers.Length; k++)
            layers[k] = Child($"layer{k.ToString(CultureInfo.InvariantCulture)}", new GatedPixelCnnLayer(config, k, classes, mapChannels, generator));
        head = Child("head", new CodeHead(config.SkipFeatures, codebookSize, groups, generator));
    }

    /// <summary>The sizes it was built with.</summary>
    public GatedPixelCnnConfig Config { get; }

    /// <summary>K.</summary>
    public int CodebookSize { get; }

    /// <summary>G, codes per position.</summary>
    public int Groups { get; }

    /// <summary>R: a code sees the R rows above it over R columns to either side, and R positions to the left in its own row.</summary>
    public int Reach => Config.Reach;

    /// <summary>Logits of every code from the ones before it.</summary>
    /// <param name="codes">I64 [B, H, W], or [B, H, W, G].</param>
    /// <param name="classes">I64 [B], when the network has classes.</param>
    /// <param name="map">[B, M, H′, W′], when it has a map; H and W are multiples of H′ and W′, and a value holds for its whole block.</param>
    /// <returns>[B, K, H, W], or [B, K, H, W, G]; K second, as losses take them.</returns>
    public Tensor Forward(Tensor codes, Tensor? classes = null, Tensor? map = null)
    {
        if (codes.Rank != (Groups == 1 ? 3 : 4)) throw new TorchException($"the network takes codes [B, H, W{(Groups == 1 ? "" : ", G")}], not {codes}");
        var (rows, height, width) = (codes.Size(0), codes.Size(1), codes.Size(2));
        CheckConditions(classes, map, rows);
        if (map is not null) map = Spread(map, height, width);
        using var scope = TensorScope.Enter();
        var places = codes.Reshape([rows, height, width, Groups]);
        var x = embedding.Forward(places).Permute([0, 3, 1, 2]).Contiguous();
        var (v, h, sum) = ((Tensor?)x, (Tensor?)x, (Tensor?)null);
        foreach (var layer in layers)
        {
            // What a layer leaves behind is freed at once: over large grids it is most of the memory of a pass without gradients.
            using var own = TensorScope.Enter();
            var before = (v, h, sum);
            (v, h, var skip) = layer.Forward(v!, h!, layer.Condition(classes, map));
            sum = own.Keep(sum is null ? skip : sum + skip);
            if (v is not null && h is not null) own.Keep((v, h));
            before.v?.Dispose();
            before.h?.Dispose();
            before.sum?.Dispose();
        }
        var logits = head.Forward(sum!.Flatten(2), places.Flatten(1, 2));
        return scope.Keep(logits.Reshape([rows, CodebookSize, .. codes.Shape[1..]]));
    }

    /// <summary>
    /// The same logits position by position: each costs the work of its own column. The weights must stay as they are until the end.
    /// </summary>
    /// <param name="rows">B, examples side by side.</param>
    public IAutoregressiveLogits Open(int rows, int height, int width, Tensor? classes = null, Tensor? map = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rows, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        CheckConditions(classes, map, rows);
        return new GatedPixelCnnWalk(this, embedding, layers, head, rows, height, width, classes, map);
    }

    /// <summary>Repeats each value of a map over its block, to [B, M, H, W].</summary>
    internal static Tensor Spread(Tensor map, long height, long width)
    {
        if (map.Rank != 4 || height % map.Size(2) != 0 || width % map.Size(3) != 0)
            throw new TorchException($"a map for {height}×{width} codes is [B, M, H′, W′] with sizes that divide them, not {map}");
        return map.Size(2) == height && map.Size(3) == width ? map : map.UpsampleNearest2d([height, width]);
    }

    private void CheckConditions(Tensor? given, Tensor? map, long rows)
    {
        CodeShapes.CheckCondition(given, classes, rows, "classes");
        CodeShapes.CheckCondition(map, mapChannels, rows, "a map");
    }
}
