using Elbo.Data;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.Bench.Measurements;

/// <summary>One training that is measured: what runs here, what runs in the peer, and what of it cannot be saved.</summary>
/// <param name="Name">As rows name it.</param>
/// <param name="DataId">A data set.</param>
/// <param name="Steps">Of a turn.</param>
/// <param name="Settings">Of the run, beside data and batch.</param>
/// <param name="Peer">A script of <c>benches/peers</c>.</param>
/// <param name="PeerArguments">Beside threads and data.</param>
/// <param name="Examples">The training examples that the peer reads from a file.</param>
/// <param name="Floor">Makes the floor for a batch.</param>
internal sealed record TrainCase(string Name, string DataId, int Batch, int Steps, IReadOnlyList<string> Settings, string Peer, IReadOnlyList<string> PeerArguments,
    Func<IDataset, Tensor> Examples, Func<int, IStepFloor> Floor)
{
    private static readonly (int In, int Out)[] Layers = [(784, 200), (200, 200), (200, 50), (200, 50), (50, 200), (200, 200), (200, 784)];

    // What the LSTMs of 256 units and the softmax over 10,000 words multiply for each word, of which a sentence has 22 with its end.
    private static readonly (int In, int Out)[] SentenceLayers = [(256, 1024), (256, 1024), (288, 1024), (256, 1024), (256, 10_000)];

    // What encoder, two steps of the flow and decoder of iaf-vae multiply for each image.
    private static readonly (int In, int Out)[] IafLayers =
        [(512, 450), (450, 32), (450, 32), (450, 320), (32, 320), (320, 320), (320, 32), (320, 32), (450, 320), (32, 320), (320, 320), (320, 32), (320, 32), (32, 450), (450, 512)];

    private const int WordsOfASentence = 22, Most = 10_000;

    // The network of the reference library with its quantiser, and a Gaussian whose spread is learned where the peer divides by the variance.
    private static readonly string[] VqVae =
    [
        "model.id=vq-vae", "model.network.variant=reference", "model.network.width=128", "model.likelihood=gaussian", "model.network.spread=channel", "model.spreadFloor=-8",
        "model.quantizer.vector.learning=gradient", "model.quantizer.vector.kMeansBatches=0", "model.quantizer.vector.restartBelow=0", "model.prior.kind=uniform", "data.binarisation=none", "training.optimizer=adam", "training.learningRate=0.0003",
    ];

    public static IReadOnlyList<TrainCase> All { get; } =
    [
        Mlp(20, 200),
        Mlp(100, 100),
        Grid("vq-vae-cifar-10", "cifar-10", [3, 32, 32], []),
        Grid("vq-vae-mnist", "mnist", [1, 28, 28], []),
        Grid("vq-vae-cifar-10-last", "cifar-10", [3, 32, 32], ["--channels-last"]),
        new("iaf", "mnist", 100, 6, ["model.id=iaf-vae", "training.optimizer=adamax", "training.learningRate=0.002"], "iaf.py", [], data => Images(data, [784]),
            size => new FloorsTogether(new MatrixProducts(size, IafLayers), ResidualConvolutions(size))),
        Sentence("sentence", []),
        Sentence("sentence-buckets", ["--buckets"]),
    ];

    private static TrainCase Mlp(int batch, int steps) =>
        new($"mlp-b{batch}", "mnist", batch, steps, [], "vae_mlp.py", [], data => Images(data, [784]), size => new MatrixProducts(size, Layers));

    private static TrainCase Grid(string name, string data, long[] image, string[] peer) =>
        new(name, data, 32, 6, VqVae, "vq_vae.py", peer, images => Images(images, image), size => Convolutions(size, image));

    private static TrainCase Sentence(string name, string[] peer) =>
        new(name, "ptb", 32, 6, ["model.id=sentence-vae", "training.klWarmUp=0", "training.clipNorm=5"], "sentence.py", peer, Texts, size => new MatrixProducts(size * WordsOfASentence, SentenceLayers));

    // In [0, 1].
    private static Tensor Images(IDataset data, long[] image)
    {
        var pixels = ((ImageDataset)data).Pixels(Split.Train);
        var count = Math.Min(Most, pixels.Size(0));
        return pixels.Narrow(0, 0, count).To(DType.F32).Reshape([count, .. image]) / 255;
    }

    // Padded to the longest.
    private static Tensor Texts(IDataset data) => data.Draw(Split.Train, [.. Enumerable.Range(0, Math.Min(Most, data.Count(Split.Train))).Select(k => (long)k)]).X;

    private static StepConvolutions Convolutions(int batch, long[] image)
    {
        using var generator = new Generator(1);
        List<ConvolutionLayer> layers = [];
        List<long[]> inputs = [];
        var (channels, side) = (image[0], image[1]);
        Add(new Conv2d(channels, 64, 4, generator, 2, 1, bias: false), side);
        Add(new Conv2d(64, 128, 4, generator, 2, 1, bias: false), side / 2);
        Add(new Conv2d(128, 128, 3, generator, padding: 1, bias: false), side / 4);
        Residual();
        Add(new Conv2d(128, 64, 1, generator, bias: false), side / 4);
        Add(new Conv2d(64, 128, 3, generator, padding: 1, bias: false), side / 4);
        Residual();
        Add(new ConvTranspose2d(128, 64, 4, generator, 2, 1, bias: false), side / 4);
        Add(new ConvTranspose2d(64, channels, 4, generator, 2, 1, bias: false), side / 2);
        return new(layers, inputs);

        void Residual()
        {
            for (var block = 0; block < 2; block++)
            {
                Add(new Conv2d(128, 32, 3, generator, padding: 1, bias: false), side / 4);
                Add(new Conv2d(32, 128, 1, generator, bias: false), side / 4);
            }
        }

        void Add(ConvolutionLayer layer, long size)
        {
            layers.Add(layer);
            inputs.Add([batch, layer is ConvTranspose2d ? layer.Weight.Size(0) : layer.Weight.Size(1), size, size]);
        }
    }

    // Of iaf-vae on images of 28 × 28.
    private static StepConvolutions ResidualConvolutions(int batch)
    {
        using var generator = new Generator(1);
        List<ConvolutionLayer> layers = [];
        List<long[]> inputs = [];
        Down(1, 16, 28);
        Same(16, 14);
        Down(16, 32, 14);
        Same(32, 7);
        Down(32, 32, 7);
        Up(32, 32, 4, 0);
        Same(32, 7);
        Up(32, 16, 7, 1);
        Same(16, 14);
        Up(16, 1, 14, 1);
        return new(layers, inputs);

        void Same(long channels, long size)
        {
            for (var k = 0; k < 2; k++) Add(new Conv2d(channels, channels, 3, generator, padding: 1, bias: false), channels, size);
        }

        void Down(long from, long to, long size)
        {
            for (var k = 0; k < 2; k++) Add(new Conv2d(from, to, 3, generator, 2, 1, bias: false), from, size);
            Add(new Conv2d(to, to, 3, generator, padding: 1, bias: false), to, (size + 1) / 2);
        }

        void Up(long from, long to, long size, int rest)
        {
            Add(new Conv2d(from, from, 3, generator, padding: 1, bias: false), from, size);
            for (var k = 0; k < 2; k++) Add(new ConvTranspose2d(from, to, 3, generator, 2, 1, rest, bias: false), from, size);
        }

        void Add(ConvolutionLayer layer, long channels, long size)
        {
            layers.Add(layer);
            inputs.Add([batch, channels, size, size]);
        }
    }
}
