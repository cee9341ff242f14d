using Elbo.Evaluation.Coding;
using Elbo.Probability;
using Elbo.Testing;
using Elbo.Torch;

namespace Elbo.Evaluation.Tests.Coding;

[NoLeak]
public sealed class NumberCodeTests
{
    private static readonly double[] logits = [0, 1, -3, 40, -40, 800, -800];

    [Fact]
    public void Any_value_can_be_written_under_any_distribution_and_comes_back()
    {
        using var scope = TensorScope.Enter();
        var bernoulli = new Bernoulli(Tensor.From(logits)).Numbers();
        var means = Tensor.From([0.5, 0.5, 0.2, 0, 1, -50, 50]);
        var logistic = new DiscretisedLogistic(means, Tensor.From([-2.0, -40, 30, -700, -5, -3, -3])).Numbers();
        foreach (var (numbers, levels) in ((NumberCdf, int)[])[(bernoulli, 2), (logistic, 256)])
        {
            var code = new NumberCode(levels, 24, static k => k, any: true);
            var message = new AnsStack();
            for (var n = 0; n < numbers.Count; n++)
                for (var k = 0; k < levels; k++) code.Push(message, numbers, n, k);
            for (var n = numbers.Count - 1; n >= 0; n--)
                for (var k = levels - 1; k >= 0; k--) code.Pop(message, numbers, n).ShouldBe(k);
            message.IsEmpty.ShouldBeTrue();
        }
    }

    [Fact]
    public void A_message_is_as_long_as_the_information_of_its_numbers()
    {
        using var scope = TensorScope.Enter();
        var (mu, logScale) = (Tensor.From([0.1, 0.5, 0.93]), Tensor.From([-4.0, -1.5, -3]));
        var distribution = new DiscretisedLogistic(mu, logScale);
        var draws = distribution.Draw(new NoiseStream(1), 20_000).Value;
        var numbers = distribution.Numbers();
        var (code, message) = (new NumberCode(256, 24, static k => k, any: true), new AnsStack());
        foreach (var (n, x) in draws.ToArray<double>().Index()) code.Push(message, numbers, n % 3, (int)Math.Round(x * 255));
        var bits = -distribution.LogProb(draws).Sum().ToDouble() / Math.Log(2);
        // Parts that are kept for any value are 2·256 of 2^24.
        message.Bits.ShouldBe(bits, 1e-4 * bits);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0.3, 0.02)]
    [InlineData(-4, 0.5)]
    [InlineData(0, 1e-6)]
    [InlineData(100, 1)]
    [InlineData(0, 1000)]
    public void A_draw_from_a_message_costs_what_it_gives_back(double mean, double std)
    {
        using var scope = TensorScope.Enter();
        var numbers = Normal.FromStd(Tensor.From([mean]), Tensor.From([std])).Numbers();
        var message = AnsStack.Lending();
        var (drawn, sum, square) = (new Stack<int>(), 0.0, 0.0);
        const int Count = 20_000;
        for (var k = 0; k < Count; k++)
        {
            message.Draw((ulong)k, () => drawn.Push(LatentCells.Drawn.Pop(message, numbers, 0)));
            var z = LatentCells.Middle(drawn.Peek());
            LatentCells.Of(z).ShouldBe(drawn.Peek());
            (sum, square) = (sum + z, square + (z * z));
        }
        // Where the cells neither end before it nor are wider than it, what is drawn is that distribution, to five standard errors.
        if (Math.Abs(mean) < 30 && std is < 10 and > 0.001)
        {
            (sum / Count).ShouldBe(mean, 5 * std / Math.Sqrt(Count));
            Math.Sqrt((square / Count) - (sum / Count * sum / Count)).ShouldBe(std, 5 * std / Math.Sqrt(2 * Count));
        }
        var read = AnsStack.FromBytes(message.ToBytes(), message.Lent);
        for (var k = Count - 1; k >= 0; k--) read.Return((ulong)k, () => LatentCells.Drawn.Push(read, numbers, 0, drawn.Pop()));
        read.IsAsLent.ShouldBeTrue();
        read.Bits.ShouldBe(32.0 * message.Lent);
    }

    [Fact]
    public void What_was_lent_is_told_from_what_was_not()
    {
        var message = AnsStack.Lending();
        for (var k = 0; k < 100; k++) message.Pop(message.Peek(20), 1, 20);
        message.Lent.ShouldBeInRange(62, 63);
        message.IsAsLent.ShouldBeFalse();
        var other = new AnsStack([1, 2, 3]);
        other.IsAsLent.ShouldBeFalse();
    }

    // A message of one symbol over and over is as uneven as can be.
    [Fact]
    public void What_is_drawn_hangs_not_on_what_the_message_holds()
    {
        using var scope = TensorScope.Enter();
        var numbers = Normal.FromStd(Tensor.From([0.0]), Tensor.From([1.0])).Numbers();
        var message = AnsStack.Lending();
        var (sum, square) = (0.0, 0.0);
        const int Count = 20_000;
        for (var n = 0; n < Count; n++)
        {
            var cell = 0;
            message.Draw((ulong)n, () => cell = LatentCells.Drawn.Pop(message, numbers, 0));
            LatentCells.Any.Push(message, numbers, 0, LatentCells.Of(LatentCells.Middle((1 << 15) + 100)));
            for (var k = 0; k < 4; k++) message.Push(0, 1, 8);
            var z = LatentCells.Middle(cell);
            (sum, square) = (sum + z, square + (z * z));
        }
        // Five standard errors.
        (sum / Count).ShouldBe(0, 5 / Math.Sqrt(Count));
        (square / Count).ShouldBe(1, 5 * Math.Sqrt(2.0 / Count));
    }

    [Fact]
    public void Numbers_that_are_no_probabilities_are_refused()
    {
        var code = new NumberCode(4, 24, static k => k, any: false);
        Should.Throw<ArithmeticException>(() => code.Push(new(), new(1, (_, _) => double.NaN), 0, 1)).Message.ShouldContain("no probabilities");
        Should.Throw<ArithmeticException>(() => code.Pop(AnsStack.Lending(), new(1, (_, _) => 1.5), 0));
        // A cell that the message cannot have given.
        Should.Throw<ArithmeticException>(() => code.Push(new(), new(1, (_, k) => k <= 1 ? 0 : 1), 0, 3));
    }
}
