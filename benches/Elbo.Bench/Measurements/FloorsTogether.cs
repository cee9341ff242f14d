namespace Elbo.Bench.Measurements;

/// <summary>Several floors one after the other, of a network with parts of several kinds; taken over.</summary>
internal sealed class FloorsTogether(params IReadOnlyList<IStepFloor> floors) : IStepFloor
{
    public double Flops => floors.Sum(f => f.Flops);

    public double Measure(int repeats) => floors.Sum(f => f.Measure(repeats));

    public void Dispose()
    {
        foreach (var floor in floors) floor.Dispose();
    }
}
