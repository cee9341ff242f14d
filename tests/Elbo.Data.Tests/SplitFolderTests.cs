using Elbo.Torch;
using Elbo.Torch.Tests.IO;

namespace Elbo.Data.Tests;

/// <summary>Folders of splits under all the names that people give them.</summary>
public sealed class SplitFolderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("train", "validation", "test")]
    [InlineData("Train", "valid", "Test")]
    [InlineData("TRAINING", "Val", "testing")]
    [InlineData("training", "dev", "eval")]
    [InlineData("train", "VALIDATION", "Evaluation")]
    public void Splits_are_told_by_their_names_in_any_case(string train, string validation, string test)
    {
        Images(train, 3);
        Images(validation, 2);
        Images(test, 1);
        using var data = Datasets.Open(folder["data"]);
        (data.Count(Split.Train), data.Count(Split.Validation), data.Count(Split.Test)).ShouldBe((3, 2, 1));
        data.Info.Warnings.ShouldBeEmpty();
        data.Info.ClassNames.ShouldBe(["a"]);
    }

    [Fact]
    public void What_stands_beside_the_splits_is_named()
    {
        Images("train", 2);
        Images("unlabelled", 1);
        Images("holdout", 1);
        folder.Write("data/loose.png", PngFile.Build(1, 1, 8, 0, [1]));
        using var data = Datasets.Open(folder["data"]);
        data.Count(Split.Train).ShouldBe(2);
        data.Info.Warnings.Count.ShouldBe(2);
        data.Info.Warnings[0].ShouldStartWith($"{folder["data"]}: 'holdout', 'unlabelled' are not read: beside 'train' only folders of splits are (train, training, validation, valid, ");
        data.Info.Warnings[1].ShouldBe($"{folder["data"]}: 1 file beside the folders of splits is not read");
    }

    [Fact]
    public void Two_folders_of_one_split_are_refused_and_splits_without_one_to_train_on_are_classes_with_a_word()
    {
        Images("val", 1);
        Images("test", 1);
        using (var data = Datasets.Open(folder["data"]))
        {
            data.Info.ClassNames.ShouldBe(["test", "val"]);
            data.Info.Warnings.ShouldBe([$"{folder["data"]}: 'test', 'val' are read as classes to train on: without a folder 'train' there are no splits"]);
        }

        Images("train", 1);
        Images("Valid", 1);
        Should.Throw<DataException>(() => Datasets.Open(folder["data"])).Message.ShouldBe($"{folder["data"]}: 'Valid', 'val' are each a split of validation data; keep one, or put their files together");
    }

    [Fact]
    public void Classes_whose_names_are_numbers_come_in_the_order_of_the_numbers()
    {
        foreach (var name in new[] { "10", "2", "1" }) folder.Write($"{Made($"data/{name}")}/x.png", PngFile.Build(1, 1, 8, 0, [int.Parse(name)]));
        using var scope = TensorScope.Enter();
        using var data = (ImageDataset)Datasets.Open(folder["data"]);
        data.Info.ClassNames.ShouldBe(["1", "2", "10"]);
        // By file: 1, 10, 2.
        data.Labels(Split.Train)!.ToArray<long>().ShouldBe([0, 2, 1]);
        data.Pixels(Split.Train).ToArray<byte>().ShouldBe([1, 10, 2]);
    }

    public void Dispose() => folder.Dispose();

    private string Made(string name)
    {
        Directory.CreateDirectory(folder[name]);
        return name;
    }

    private void Images(string split, int count)
    {
        Made($"data/{split}/a");
        for (var i = 0; i < count; i++) folder.Write($"data/{split}/a/{i}.png", PngFile.Build(1, 1, 8, 0, [i]));
    }
}
