using System.Reflection;
using Elbo.Data;
using Elbo.Models.Configuration;
using Elbo.Models.Zoo.AdversarialAutoencoder;
using Elbo.Models.Zoo.AudioVqVae;
using Elbo.Models.Zoo.BetaTcVae;
using Elbo.Models.Zoo.BetaVae;
using Elbo.Models.Zoo.Cvae;
using Elbo.Models.Zoo.DecoderOnly;
using Elbo.Models.Zoo.FactorVae;
using Elbo.Models.Zoo.GaussianVae;
using Elbo.Models.Zoo.GlobalVqVae;
using Elbo.Models.Zoo.GraphAutoencoder;
using Elbo.Models.Zoo.GridVae;
using Elbo.Models.Zoo.IafVae;
using Elbo.Models.Zoo.InfoVae;
using Elbo.Models.Zoo.Iwae;
using Elbo.Models.Zoo.LinearGaussian;
using Elbo.Models.Zoo.MonteCarloEm;
using Elbo.Models.Zoo.NeuralStatistician;
using Elbo.Models.Zoo.Nvdm;
using Elbo.Models.Zoo.ResNetVae;
using Elbo.Models.Zoo.SemiSupervised;
using Elbo.Models.Zoo.SentenceVae;
using Elbo.Models.Zoo.SteinVae;
using Elbo.Models.Zoo.SVae;
using Elbo.Models.Zoo.VampVae;
using Elbo.Models.Zoo.VideoVqVae;
using Elbo.Models.Zoo.Vimco;
using Elbo.Models.Zoo.VqVae;
using Elbo.Models.Zoo.VqVae2;

namespace Elbo.Models;

/// <summary>Every model of the toolkit, and those a program of one's own has registered. Adding one to the toolkit is a folder under Zoo and a line here.</summary>
public static class ModelCatalog
{
    private static readonly List<ModelEntry> entries =
    [
        Entry<VaeDefinition, VaeConfig>(),
        Entry<IwaeDefinition, IwaeConfig>(),
        Entry<BetaVaeDefinition, BetaVaeConfig>(),
        Entry<BetaTcVaeDefinition, BetaTcVaeConfig>(),
        Entry<InfoVaeDefinition, InfoVaeConfig>(),
        Entry<VampVaeDefinition, VampVaeConfig>(),
        Entry<IafVaeDefinition, IafVaeConfig>(),
        Entry<ResNetVaeDefinition, ResNetVaeConfig>(),
        Entry<SteinVaeDefinition, SteinVaeConfig>(),
        Entry<SVaeDefinition, SVaeConfig>(),
        Entry<CvaeDefinition, CvaeConfig>(),
        Entry<SsvaeDefinition, SsvaeConfig>(),
        Entry<StackedSsvaeDefinition, StackedConfig>(),
        Entry<NvdmDefinition, NvdmConfig>(),
        Entry<SentenceVaeDefinition, SentenceVaeConfig>(),
        Entry<RnnLmDefinition, RnnLmConfig>(),
        Entry<GaeDefinition, GraphAutoencoderConfig>(),
        Entry<VgaeDefinition, GraphAutoencoderConfig>(),
        Entry<SVgaeDefinition, SVgaeConfig>(),
        Entry<LinearGaussianModel, LinearGaussianConfig>(),
        Entry<VqVaeModel, VqVaeConfig>(),
        Entry<VqVae2Model, VqVae2Config>(),
        Entry<GlobalVqVaeModel, GlobalVqVaeConfig>(),
        Entry<AudioVqVaeModel, AudioVqVaeConfig>(),
        Entry<VideoVqVaeModel, VideoVqVaeConfig>(),
        Entry<GridVaeDefinition, GridVaeConfig>(),
        Entry<VimcoModel, VimcoConfig>(),
        Entry<FactorVaeDefinition, FactorVaeConfig>(),
        Entry<AdversarialAutoencoderDefinition, AdversarialAutoencoderConfig>(),
        Entry<GmmnDefinition, GmmnConfig>(),
        Entry<GanDefinition, GanConfig>(),
        Entry<McemDefinition, McemConfig>(),
        Entry<NeuralStatisticianDefinition, NeuralStatisticianConfig>(),
    ];

    /// <summary>The toolkit's own first, then the registered ones in the order in which they came.</summary>
    public static IReadOnlyList<ModelEntry> All => entries;

    /// <summary>The entry with the given id.</summary>
    /// <exception cref="ConfigException">There is none; the message suggests the nearest.</exception>
    public static ModelEntry Find(string id) =>
        All.FirstOrDefault(e => e.Card.Id == id)
        ?? throw new ConfigException($"unknown model '{id}'{NearestName.Hint(id, [.. All.Select(e => e.Card.Id)])}");

    /// <summary>Adds a model of one's own: from here on it trains, evaluates, resumes and reports like any other, under the id of its card.</summary>
    /// <exception cref="ArgumentException">The id is taken.</exception>
    public static void Register<TDefinition, TConfig>()
        where TDefinition : IModelDefinition<TConfig>
        where TConfig : class, IConfig, new() => Register(Entry<TDefinition, TConfig>());

    /// <summary>The same for a model without settings.</summary>
    /// <param name="build">Called anew whenever the model is needed: for training, for resuming, to load weights into.</param>
    /// <exception cref="ArgumentException">The id is taken.</exception>
    public static void Register(ModelCard card, Func<ModelInputs, Model> build) => Register(new FixedEntry(card, build));

    /// <summary>Adds the models that an assembly names by <see cref="ModelDefinitionAttribute"/>.</summary>
    /// <returns>How many.</returns>
    /// <exception cref="ArgumentException">The id of one is taken.</exception>
    public static int Register(Assembly assembly)
    {
        var definitions = assembly.GetCustomAttributes<ModelDefinitionAttribute>().ToList();
        foreach (var definition in definitions) Register(definition.Entry());
        return definitions.Count;
    }

    private static void Register(ModelEntry entry)
    {
        if (entries.Exists(e => e.Card.Id == entry.Card.Id)) throw new ArgumentException($"there is a model '{entry.Card.Id}' already");
        entries.Add(entry);
    }

    private static ModelEntry Entry<TDefinition, TConfig>()
        where TDefinition : IModelDefinition<TConfig>
        where TConfig : class, IConfig, new() => new DefinitionEntry<TDefinition, TConfig>();
}
