using Elbo.Testing;

namespace Elbo.Torch.Tests.Tensors;

[NoLeak]
public sealed class ScopeTests
{
    [Fact]
    public void Creating_a_tensor_without_a_scope_names_the_line_to_add()
    {
        var failure = Should.Throw<InvalidOperationException>(() => Tensor.Zeros([2]));
        failure.Message.ShouldContain("using var scope = TensorScope.Enter();");
    }

    [Fact]
    public void A_scope_frees_what_was_created_in_it_and_nothing_else()
    {
        using var outer = TensorScope.Enter();
        var before = TensorCount.Live;
        var x = Tensor.Ones([3]);
        Tensor y;
        using (var inner = TensorScope.Enter())
        {
            y = x + 1;
            TensorCount.Live.ShouldBe(before + 2);
        }
        TensorCount.Live.ShouldBe(before + 1);
        x.IsAlive.ShouldBeTrue();
        Should.Throw<ObjectDisposedException>(() => y.Exp());
    }

    [Fact]
    public void A_kept_tensor_moves_to_the_parent_scope()
    {
        using var outer = TensorScope.Enter();
        Tensor kept;
        using (var inner = TensorScope.Enter()) kept = inner.Keep(Tensor.Ones([2]) * 3);
        kept.ToArray<float>().ShouldBe([3f, 3f]);
    }

    [Fact]
    public void A_tensor_of_another_owner_cannot_be_kept()
    {
        using var outer = TensorScope.Enter();
        using var holder = new TensorHolder("the dataset");
        var held = holder.Adopt(Tensor.Ones([1]));
        using var inner = TensorScope.Enter();
        try
        {
            inner.Keep(held);
            Assert.Fail("kept a tensor it does not own");
        }
        catch (InvalidOperationException failure)
        {
            failure.Message.ShouldContain("'the dataset'");
        }
    }

    [Fact]
    public void A_holder_keeps_tensors_beyond_the_scope_that_made_them()
    {
        using var holder = new TensorHolder("state");
        Tensor held;
        using (TensorScope.Enter()) held = holder.Adopt(Tensor.Arange(3));
        held.AsSpan<long>().ToArray().ShouldBe([0L, 1L, 2L]);
        held.Dispose();
        held.IsAlive.ShouldBeFalse();
    }

    [Fact]
    public void Memory_of_freed_tensors_is_given_back()
    {
        var before = TorchRuntime.LiveBytes;
        using (TensorScope.Enter())
        {
            _ = Tensor.Zeros([1000, 1000]);
            (TorchRuntime.LiveBytes - before).ShouldBeGreaterThanOrEqualTo(4_000_000);
        }
        TorchRuntime.LiveBytes.ShouldBe(before);
    }
}
