namespace Elbo.Architecture.Tests.Planted;

// Classes that keep a rule and classes that break it: the rules must tell them apart.
#pragma warning disable CA1852 // that a class is open is the point

internal class OpenClass;

internal sealed class SealedClass;

internal static class StaticClass;

internal abstract class AbstractClass;

internal sealed class WithFinalizer
{
    ~WithFinalizer() => GC.KeepAlive(this);
}

internal abstract class Layer<T>
{
    public abstract T Forward(T x);

    public virtual T Backward(T x) => x;

    public virtual object Describe(int depth) => depth;

    public override string ToString() => "layer";
}

internal abstract class Middle<T> : Layer<T>
{
    public override T Forward(T x) => x;
}

internal sealed class ImplementsAbstract : Layer<int>
{
    public override int Forward(int x) => x;

    public override string ToString() => "leaf";
}

internal sealed class OverridesVirtual : Layer<int>
{
    public override int Forward(int x) => x;

    public override int Backward(int x) => x + 1;
}

internal sealed class OverridesTheOverride : Middle<int>
{
    public override int Forward(int x) => x + 1;
}

internal sealed class OverridesWithNarrowerReturn : Layer<int>
{
    public override int Forward(int x) => x;

    public override string Describe(int depth) => "narrow";
}

internal sealed class OverridesTheFramework : MemoryStream
{
    public override void Flush() => base.Flush();
}

internal abstract record Term(double Nats);

internal sealed record KlTerm(double Nats, double Weight) : Term(Nats);
