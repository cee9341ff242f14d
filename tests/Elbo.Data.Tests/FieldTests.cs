using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Data.Tests;

[NoLeak]
public sealed class FieldTests
{
    [Fact]
    public void A_batch_has_fields_of_any_type_by_name_and_x_is_the_first()
    {
        using var scope = TensorScope.Enter();
        var batch = Examples().With("edges", Tensor.From([0L, 1, 1, 2], 2, 2)).With("mask", Tensor.From(new byte[] { 1, 0 }));
        batch.Fields.ShouldBe(["x", "edges", "mask"]);
        batch["x"].ShouldBeSameAs(batch.X);
        batch["edges"].ToArray<long>().ShouldBe([0, 1, 1, 2]);
        batch["mask"].DType.ShouldBe(DType.U8);
        batch.Count.ShouldBe(2);
    }

    [Fact]
    public void A_field_that_is_not_there_is_an_error_that_names_those_that_are()
    {
        using var scope = TensorScope.Enter();
        var batch = Examples().With("words", Tensor.From([3L, 4]));
        Should.Throw<DataException>(() => batch["edges"]).Message.ShouldBe("the examples have no field 'edges', they have x, words");
        Should.Throw<DataException>(() => batch.LengthsOf("edges")).Message.ShouldBe("the examples have no field 'edges', they have x, words");
    }

    [Fact]
    public void A_field_is_set_on_a_copy_and_the_batch_stays_as_it_was()
    {
        using var scope = TensorScope.Enter();
        var batch = Examples().With("words", Tensor.From([3L, 4]), Tensor.From([1L, 0]));
        var changed = batch.With("words", Tensor.From([5L, 6])).With("x", Tensor.Zeros([2, 1]), Tensor.From([1L, 1]));
        changed.Fields.ShouldBe(["x", "words"]);
        changed["words"].ToArray<long>().ShouldBe([5, 6]);
        changed.LengthsOf("words").ShouldBeNull();
        changed.LengthsOf("x")!.ToArray<long>().ShouldBe([1, 1]);
        changed.X.Shape.ToArray().ShouldBe([2, 1]);
        batch["words"].ToArray<long>().ShouldBe([3, 4]);
        batch.LengthsOf("words")!.ToArray<long>().ShouldBe([1, 0]);
        batch.LengthsOf("x").ShouldBeNull();
        batch.X.Shape.ToArray().ShouldBe([2, 3]);
    }

    [Fact]
    public void A_field_with_another_number_of_examples_is_refused()
    {
        using var scope = TensorScope.Enter();
        Should.Throw<ArgumentException>(() => Examples().With("words", Tensor.From([3L]))).Message.ShouldContain("the batch has 2 examples");
    }

    private static Batch Examples() => new(Tensor.From([1f, 2, 3, 4, 5, 6], 2, 3), null, Tensor.Arange(2));
}
