using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Elbo.Models.Configuration;
using Elbo.Torch;
using Elbo.Torch.Optim;

namespace Elbo.Models.Tests.Contract;

/// <summary>A key of a model does something or is refused: another value of it never leaves model, training and draws as they were.</summary>
public sealed class KeyEffectTests
{
    // What these do does not show here.
    private static readonly string[] unseen =
    [
        // Draws are cooled after many batches.
        "gumbel.coolingInterval", "gumbel.coolingRate", "gumbel.leastTemperature",
        // The examples are bits.
        "given.binarise",
        // Batches are made by a plan.
        "labelledShare",
    ];

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, ContractCase.All.Count)];

    [Theory, MemberData(nameof(Cases))]
    public void Every_key_of_a_model_takes_effect_or_is_refused(int k)
    {
        var row = ContractCase.All[k];
        var entry = ModelCatalog.Find(row.Id);
        var resolved = Resolved(entry, (JsonObject)JsonNode.Parse(row.Settings)!)!;
        entry.WithoutEffect(resolved).ShouldBeEmpty(row.Settings);
        var usual = Signature(row, entry, resolved)!;
        Signature(row, entry, resolved).ShouldBe(usual, "the same settings must give the same, or nothing can be compared");
        List<string> idle = [];
        foreach (var path in Leaves(resolved, []))
        {
            var key = string.Join('.', path);
            if (key == "activation" && !row.HasHiddenLayers) continue;
            if (unseen.Any(key.EndsWith)) continue;
            if (!Others(entry, resolved, path).Any(value => Takes(path, value))) idle.Add(key);
        }
        idle.ShouldBeEmpty(row.ToString());

        bool Takes(string[] path, JsonNode? value)
        {
            var changed = (JsonObject)resolved.DeepClone();
            var at = (JsonObject)path[..^1].Aggregate((JsonNode)changed, (node, key) => node[key]!);
            at[path[^1]] = value;
            return Resolved(entry, changed) is not { } settings || entry.WithoutEffect(settings).Any() || Signature(row, entry, settings) is not { } other || other != usual;
        }
    }

    private static JsonObject? Resolved(ModelEntry entry, JsonObject settings)
    {
        List<string> problems = [];
        var resolved = entry.Resolve(settings, "model", problems);
        return problems.Count == 0 ? resolved : null;
    }

    private static IEnumerable<string[]> Leaves(JsonObject node, string[] above)
    {
        foreach (var (key, value) in node)
        {
            if (value is JsonObject inner)
                foreach (var leaf in Leaves(inner, [.. above, key])) yield return leaf;
            else yield return [.. above, key];
        }
    }

    /// <summary>Other values of a key, of its type; a list has its last element made larger.</summary>
    private static IEnumerable<JsonNode?> Others(ModelEntry entry, JsonObject resolved, string[] path)
    {
        var type = path.Aggregate(entry.ConfigType, (t, key) => t.GetProperties().First(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name) == key).PropertyType);
        var now = path.Aggregate((JsonNode)resolved, (node, key) => node?[key]!);
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type.IsEnum) return Enum.GetNames(type).Select(JsonNamingPolicy.CamelCase.ConvertName).Where(n => n != now?.ToString()).Select(n => (JsonNode?)n);
        if (type == typeof(bool)) return [!now!.GetValue<bool>()];
        if (type == typeof(string)) return ["label", "no such"];
        if (type == typeof(int)) return now is null ? [1, 2] : [now.GetValue<int>() + 1, now.GetValue<int>() + 2];
        if (type == typeof(double)) return now is null ? [0.5, 0.25] : now.GetValue<double>() is 0 ? [0.5, 2.0] : [now.GetValue<double>() * 0.5, now.GetValue<double>() * 1.5];
        if (now is not JsonArray list) return type == typeof(int[]) ? [new JsonArray(0), new JsonArray(0, 0, 1, 1)] : throw new InvalidOperationException($"no other value of {string.Join('.', path)}");
        return list.Count == 0 ? [new JsonArray(3)] : [Larger(list)];

        static JsonArray Larger(JsonArray list)
        {
            var copy = (JsonArray)list.DeepClone();
            copy[^1] = copy[^1] switch
            {
                JsonArray inner => inner.Count == 0 ? new JsonArray(3) : Larger(inner),
                { } value when value.GetValueKind() == JsonValueKind.Number && value.ToJsonString().Contains('.') => value.GetValue<double>() * 1.5,
                { } value => value.GetValue<int>() + 1,
                null => 1,
            };
            return copy;
        }
    }

    /// <summary>What a model of the settings is and does; null where they are refused for such data.</summary>
    private static string? Signature(ContractCase row, ModelEntry entry, JsonObject settings)
    {
        using var scope = TensorScope.Enter();
        using var generator = new Generator(1);
        Model model;
        try
        {
            model = entry.Build(settings, row.Inputs(generator));
        }
        catch (ConfigException)
        {
            return null;
        }
        using var _ = model;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        AddState();
        foreach (var stage in TrainingStage.Of(model))
        {
            stage.Prepare(model);
            AddText(stage.Name);
            foreach (var update in stage.Updates)
            {
                AddText($"{update.Name} {update.LearningRate} {update.Beta1} {update.Beta2}");
                using Sgd optimizer = new(model.NamedParameters().Where(p => update.Moves(p.Name)), 0.01);
                foreach (var step in new long[] { 0, 1, 5000 })
                {
                    var loss = update.Loss(row.Examples(), new(new((ulong)step)) { Step = step, Epoch = step, KlWeight = 0.5 });
                    foreach (var term in loss.Terms) AddText($"{term.Name} {term.Weight}");
                    AddTensor(loss.Objective);
                    loss.Objective.Mean().Backward();
                    optimizer.Step();
                    model.ZeroGrad();
                }
            }
            AddState();
        }
        model.Evaluate();
        using var off = Gradients.Off();
        if (model.As<IGenerator>() is { } draws) AddTensor(draws.Generate(3, new(5)));
        return Convert.ToHexString(hash.GetHashAndReset());

        void AddText(string text) => hash.AppendData(System.Text.Encoding.UTF8.GetBytes(text));

        void AddTensor(Tensor tensor) => hash.AppendData(tensor.Detach().Contiguous().AsBytes());

        void AddState()
        {
            foreach (var (name, value) in model.State())
            {
                AddText($"{name} {string.Join(',', value.Shape.ToArray())}");
                AddTensor(value);
            }
        }
    }
}
