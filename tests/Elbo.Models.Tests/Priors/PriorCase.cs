using Elbo.Models.Networks;
using Elbo.Models.Priors;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Models.Tests.Priors;

/// <summary>A prior at toy size: the contract tests run over every row.</summary>
public sealed class PriorCase
{
    private const int Classes = 3, Channels = 2;

    public required string Name { get; init; }

    /// <summary>Shape of the codes where many are looked at.</summary>
    public required int[] Shape { get; init; }

    /// <summary>Shape with four codes in all, few enough to enumerate.</summary>
    public required int[] Tiny { get; init; }

    public bool HasClasses { get; init; }

    /// <summary>Shape of the map, when there is one; 1 along every axis where the codes are tiny.</summary>
    public int[]? Map { get; init; }

    /// <summary>Taps of a WaveNet.</summary>
    public int Kernel { get; init; } = 2;

    public bool HasParameters { get; init; } = true;

    public static IReadOnlyList<PriorCase> All { get; } =
    [
        new() { Name = "pixel", Shape = [5, 6], Tiny = [2, 2] },
        new() { Name = "pixel with classes", Shape = [4, 6], Tiny = [2, 2], HasClasses = true },
        new() { Name = "pixel with a coarse map", Shape = [4, 6], Tiny = [2, 2], Map = [2, 3] },
        new() { Name = "pixel with everything and 3 codes per position", Shape = [4, 4, 3], Tiny = [2, 1, 2], HasClasses = true, Map = [4, 4] },
        new() { Name = "wave", Shape = [40], Tiny = [4] },
        new() { Name = "wave of three taps", Shape = [60], Tiny = [4], Kernel = 3 },
        new() { Name = "wave with speakers and frames", Shape = [40], Tiny = [4], HasClasses = true, Map = [10] },
        new() { Name = "wave with frames at full rate and 2 codes per step", Shape = [20, 2], Tiny = [2, 2], Map = [20] },
        new() { Name = "chain", Shape = [5], Tiny = [4] },
        new() { Name = "chain with classes", Shape = [6], Tiny = [4], HasClasses = true },
        new() { Name = "layered", Shape = [14], Tiny = [4] },
        new() { Name = "layered with classes", Shape = [14], Tiny = [4], HasClasses = true },
        new() { Name = "uniform", Shape = [5, 6], Tiny = [2, 2], HasParameters = false },
    ];

    public static TheoryData<string> Names => [.. All.Select(c => c.Name)];

    public static TheoryData<string> Learned => [.. All.Where(c => c.HasParameters).Select(c => c.Name)];

    public static PriorCase Of(string name) => All.Single(c => c.Name == name);

    /// <summary>The prior, which is a module.</summary>
    public ICodePrior Build(int codebookSize, int[] shape, ulong seed = 1, DType dtype = DType.F64)
    {
        using var generator = new Generator(seed);
        var (classes, channels) = (HasClasses ? Classes : 0, Map is null ? 0 : Channels);
        ICodePrior prior = Name.Split(' ')[0] switch
        {
            "pixel" => new GatedPixelCnnPrior(
                new(new() { Layers = 3, Features = 6, SkipFeatures = 8, FirstKernel = 5 }, codebookSize, generator, shape.Length == 3 ? shape[2] : 1, classes, channels), shape[0], shape[1]),
            "wave" => new WaveNetPrior(
                new(new() { Features = 6, SkipFeatures = 8, Kernel = Kernel, Cycle = 3, Repeats = 2 }, codebookSize, generator, shape.Length == 2 ? shape[1] : 1, classes, channels), shape[0]),
            "chain" => new ChainPrior(codebookSize, shape[0], 6, classes, generator),
            "layered" => new TwoLevels(codebookSize, shape[0], classes, generator),
            _ => new UniformPrior(codebookSize, shape),
        };
        ((Module)prior).To(Device.Cpu, dtype);
        return prior;
    }

    /// <summary>Conditions of some examples, the same for the same seed; null when there are none.</summary>
    public CodeConditions? Conditions(int count, int[] shape, DType dtype = DType.F64, ulong seed = 2)
    {
        if (!HasClasses && Map is null) return null;
        using var generator = new Generator(seed);
        var classes = HasClasses ? Ops.Randint(0, Classes, [count], generator, DType.I64) : null;
        var sizes = Map is null ? null : shape == Shape ? Map : [.. Map.Select(_ => 1)];
        return new(classes, sizes is null ? null : Tensor.Randn([count, Channels, .. sizes.Select(s => (long)s)], generator, DType.F64).To(dtype));
    }

    /// <summary>Two codes, and a grid of two columns that is told of them.</summary>
    private sealed class TwoLevels : Module, ICodePrior
    {
        private readonly LayeredPrior both;

        public TwoLevels(int codebookSize, int length, int classes, Generator generator)
        {
            var told = Child("told", new Embedding(codebookSize, Channels, generator));
            var upper = Child("upper", new ChainPrior(codebookSize, 2, 6, classes, generator));
            var lower = Child("lower", new GatedPixelCnnPrior(new(new() { Layers = 2, Features = 6, SkipFeatures = 8, FirstKernel = 3 }, codebookSize, generator, 1, classes, Channels), (length - 2) / 2, 2));
            both = new(upper, lower, (codes, conditions) => new(conditions?.Classes, told.Forward(codes).Sum([1]).Unsqueeze(-1).Unsqueeze(-1)));
        }

        public int CodebookSize => both.CodebookSize;

        public IReadOnlyList<int> Shape => both.Shape;

        public Tensor CrossEntropy(Tensor codes, CodeConditions? conditions = null) => both.CrossEntropy(codes, conditions);

        public IAutoregressiveLogits Open(int rows, CodeConditions? conditions = null) => both.Open(rows, conditions);
    }

    /// <summary>Random codes, I64 [count, …shape].</summary>
    public static Tensor Codes(ICodePrior prior, int count, ulong seed = 3)
    {
        using var generator = new Generator(seed);
        return Ops.Randint(0, prior.CodebookSize, [count, .. prior.Shape.Select(s => (long)s)], generator, DType.I64);
    }
}
