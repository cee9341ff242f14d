using System.Globalization;
using Elbo.Data;
using Elbo.Models;
using Elbo.Runs;
using Elbo.Runs.Sessions;
using Elbo.Torch;

// A run folder of `elbo train`, and an image.
using var run = TrainedRun.Open(args[0], new SilentSession(), threads: 1);     // weights on the CPU, in evaluation mode
var encoder = run.Able<IEncoder>("encode");
var (shape, settings) = (run.Directory.ReadSchema().Shape, run.Directory.Config.Data);
using var image = ImageFiles.Open("image", [args[1]], shape, settings.ToOptions());  // made what the model takes, as in training

using var off = Gradients.Off();                                               // of this thread, until the end of the block
using var scope = TensorScope.Enter();                                         // owns every tensor of this block
if (new OrderedBatches(image, Split.Train, batchSize: 1).TryNext(out var batch))
{
    float[] code = encoder.Encode(batch).ToArray<float>();                     // posterior mean, [1, Z]
    Console.WriteLine(string.Join(' ', code.Select(z => z.ToString("0.000", CultureInfo.InvariantCulture))));
}
