using Elbo.Data;
using Elbo.Models.Configuration;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Models.Tests.Configuration;

[NoLeak]
public sealed class DataKindTests
{
    public static TheoryData<string, DataKind> Strangers =>
        [.. ModelCatalog.All.SelectMany(e => Enum.GetValues<DataKind>().Where(kind => kind != e.Takes).Select(kind => new TheoryDataRow<string, DataKind>(e.Card.Id, kind)))];

    [Theory]
    [MemberData(nameof(Strangers))]
    public void A_model_refuses_data_it_is_not_made_for_in_one_line(string id, DataKind kind)
    {
        using var generator = new Generator(1);
        var (entry, schema) = (ModelCatalog.Find(id), DataSchema.OfShape([4]) with { Data = "texts", Kind = kind });
        var said = Should.Throw<ConfigException>(() => entry.Build(entry.Defaults, new ModelInputs(schema, generator))).Message;
        said.ShouldStartWith($"model.id: '{id}' takes ");
        said.ShouldEndWith($"; the examples of texts are {kind.Describe()}");
        said.ShouldNotContain("\n");
    }
}
