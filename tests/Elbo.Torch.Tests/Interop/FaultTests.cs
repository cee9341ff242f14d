using System.Runtime.CompilerServices;

namespace Elbo.Torch.Tests.Interop;

public sealed class FaultTests
{
    [Fact]
    public void A_null_reference_stays_an_exception_with_libtorch_loaded()
    {
        using (TensorScope.Enter()) Tensor.Ones([1]).Sum().ToDouble().ShouldBe(1);
        // A library that handles the signal itself ends the process here.
        Should.Throw<NullReferenceException>(() => Length(null!));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Length(string text) => text.Length;
}
