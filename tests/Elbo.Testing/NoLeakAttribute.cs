using System.Reflection;
using Elbo.Torch;
using Xunit.v3;

namespace Elbo.Testing;

/// <summary>Fails a test that ends with more live tensors, or more tensor memory, than it began with. Give it to a test class.</summary>
/// <remarks>Classes that carry it must not run beside others that create tensors; the test projects run serially.</remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class NoLeakAttribute : BeforeAfterTestAttribute
{
    private long tensors, bytes;

    public override void Before(MethodInfo methodUnderTest, IXunitTest test)
    {
        tensors = TensorCount.Live;
        bytes = TorchRuntime.LiveBytes;
    }

    public override void After(MethodInfo methodUnderTest, IXunitTest test)
    {
        if (TensorCount.Live != tensors) throw new InvalidOperationException($"{methodUnderTest.Name} leaked {TensorCount.Live - tensors} tensors");
        if (TorchRuntime.LiveBytes > bytes) throw new InvalidOperationException($"{methodUnderTest.Name} leaked {TorchRuntime.LiveBytes - bytes} bytes of tensor memory");
    }
}
