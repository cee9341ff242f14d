using Elbo.Testing;
using Elbo.Torch;
using Elbo.Torch.Nn;

namespace Elbo.DocsGenerator.Tests.Snippets;

/// <summary>The examples of docs/memory.md, which is filled from here.</summary>
[NoLeak]
public sealed class MemorySnippets
{
    [Fact]
    public void A_scope_frees_what_was_made_in_it()
    {
        // scope {
        using (var scope = TensorScope.Enter())
        {
            var a = Tensor.Ones([1000, 1000]);
            var b = a * 2 + 1;              // two more tensors: a * 2, and the sum
            b.Sum().ToDouble().ShouldBe(3e6);
        }                                   // all four are freed here, in one call
        // }
    }

    [Fact]
    public void Keep_passes_a_result_on()
    {
        using var outer = TensorScope.Enter();
        var x = Tensor.Ones([2, 3]);
        var centred = Centre(x);
        centred.Sum().ToDouble().ShouldBe(0);

        // keep {
        static Tensor Centre(Tensor x)      // x belongs to the caller and is only borrowed
        {
            using var scope = TensorScope.Enter();
            var mean = x.Mean([0]);         // goes with the scope
            return scope.Keep(x - mean);    // goes with the caller's scope
        }
        // }
    }

    [Fact]
    public void A_tensor_without_a_scope_is_an_error_that_says_what_to_add()
    {
        // none {
        var failure = Should.Throw<InvalidOperationException>(() => Tensor.Zeros([3]));
        failure.Message.ShouldBe("no TensorScope is open on this thread, so nobody would free the new tensor; add `using var scope = TensorScope.Enter();` before this line");
        // }
    }

    [Fact]
    public void A_holder_keeps_what_outlives_the_scopes()
    {
        // holder {
        using var means = new TensorHolder("class means");                 // frees them when it is disposed
        Tensor total;
        using (var scope = TensorScope.Enter()) total = means.Adopt(Tensor.Zeros([10]));
        using (var scope = TensorScope.Enter()) total.AddInPlace(Tensor.Ones([10]));
        total.ToArray<float>().ShouldAllBe(v => v == 1);
        // }
    }

    [Fact]
    public void A_use_after_the_end_throws()
    {
        // after {
        Tensor late;
        using (var scope = TensorScope.Enter()) late = Tensor.Ones([3]);
        late.IsAlive.ShouldBeFalse();
        Should.Throw<ObjectDisposedException>(() => late.Sum());
        // }
    }

    [Fact]
    public void A_module_owns_its_parameters()
    {
        // module {
        using var generator = new Generator(seed: 1);
        using var layer = new Linear(784, 200, generator);  // owns weight and bias until it is disposed
        using var scope = TensorScope.Enter();
        var y = layer.Forward(Tensor.Ones([5, 784]));       // belongs to the scope
        y.Shape.ToArray().ShouldBe([5, 200]);
        // }
    }

    [Fact]
    public void What_is_alive_can_be_counted()
    {
        // count {
        long tensors = TensorCount.Live, bytes = TorchRuntime.LiveBytes;
        using (var scope = TensorScope.Enter()) Tensor.Zeros([1000]);
        TensorCount.Live.ShouldBe(tensors);
        TorchRuntime.LiveBytes.ShouldBe(bytes);
        // }
    }
}
