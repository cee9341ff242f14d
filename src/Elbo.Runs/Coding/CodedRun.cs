using System.Text.Json.Nodes;
using Elbo.Data;
using Elbo.Evaluation.Coding;
using Elbo.Models;
using Elbo.Runs.Sessions;

namespace Elbo.Runs.Coding;

/// <summary>A run whose model compresses, and what is compressed with it.</summary>
public static class CodedRun
{
    /// <summary>What compresses with the run's model: by its codes where it has some, else by bits back where its distributions allow it.</summary>
    /// <param name="verb">What is asked of the model.</param>
    /// <exception cref="CommandException">It has neither; the message says what is missing.</exception>
    public static IRunCompressor Compressor(TrainedRun trained, string verb)
    {
        var schema = trained.Directory.ReadSchema();
        if (schema.MainField.Shape.Any(size => size is null)) throw new CommandException($"{trained.Directory.Path}: a {trained.Directory.Config.Model} cannot {verb}: its examples differ in size");
        var (shape, factors) = (schema.Shape, schema.Factors);
        var hash = ModelHash.Of(Description(trained, shape, factors), trained.Model);
        if (trained.Model.As<ICodeModel>() is { } codes) return new CodeRunCompressor(new(codes, shape, factors, hash));
        try
        {
            return new BitsBackRunCompressor(new(trained.Model, shape, hash));
        }
        catch (NotSupportedException missing)
        {
            throw new CommandException($"{trained.Directory.Path}: a {trained.Directory.Config.Model} cannot {verb}: it has no codes, and by bits back neither: {missing.Message}");
        }
    }

    /// <summary>What is to be compressed: an image, the images of a folder with their names in it, or a split of a data set.</summary>
    /// <exception cref="CommandException">A folder without images that is no data set either.</exception>
    public static (IDataset Data, Split Split, IReadOnlyList<string>? Names) Open(TrainedRun trained, string source, Split? split, ISession session)
    {
        var isSet = DatasetCatalog.All.Any(d => d.Id == source);
        if (!isSet && Directory.Exists(source) && ImageFiles.Find(source) is { Count: > 0 } files)
            return (Images(files), Split.Train, [.. files.Select(f => Path.GetRelativePath(source, f).Replace(Path.DirectorySeparatorChar, '/'))]);
        if (!isSet && File.Exists(source) && ImageFiles.IsImage(source)) return (Images([source]), Split.Train, [Path.GetFileName(source)]);
        return (trained.OpenData(split, session, out var taken, source, "the data"), taken, null);

        IDataset Images(IReadOnlyList<string> found)
        {
            var images = ImageFiles.Open(source, found, trained.Directory.ReadSchema().Shape, trained.Directory.Config.Data.ToOptions());
            TrainingRun.TellOf(images, session);
            return images;
        }
    }

    private static string Description(TrainedRun trained, IReadOnlyList<int> shape, IReadOnlyList<Factor> factors) => new JsonObject
    {
        ["id"] = trained.Directory.Config.Model,
        ["settings"] = trained.Directory.Config.ModelSettings.DeepClone(),
        ["shape"] = Json.Array(shape.Select(s => (JsonNode?)s)),
        ["factors"] = Json.Array(factors.Select(f => (JsonNode?)$"{f.Name} {f.Levels}")),
    }.ToJsonString();
}
