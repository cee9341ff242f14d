using System.Globalization;

namespace Elbo.Cli.Tests.Runs;

/// <summary>Rows of numbers and categories that depend on each other, of which twenty break that: what a person finds by Mahalanobis distance over numbers and one-hots, and by a score.</summary>
public sealed class PlantedOutlierTests : IDisposable
{
    private const int Rows = 1500, Planted = 20;

    private static readonly string[] sites = ["north", "south", "east", "west"], colours = ["red", "green", "blue"];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact, Trait("Category", "Long")]
    public void The_bare_commands_find_more_of_twenty_planted_rows_than_mahalanobis_distance()
    {
        var (found, distance) = (0, 0);
        for (var seed = 1; seed <= 3; seed++)
        {
            var (numbers, texts, planted) = Table(seed);
            var (table, run) = (folder.Within($"t{seed}.csv"), folder.Within($"run{seed}"));
            File.WriteAllLines(table, ["a,b,c,d,e,f,site,colour,member", .. Enumerable.Range(0, Rows).Select(n => string.Join(',', numbers[n].Select(v => v.ToString("0.0000", CultureInfo.InvariantCulture)).Concat(texts[n])))]);
            var trained = Elbo.Run("train", "vae", "--data", table, "--out", run, "--threads", "1", "--quiet");
            trained.ExitCode.ShouldBe(0, trained.Errors);
            Elbo.Run("score", run, "--data", table, "--out", folder.Within("s.csv"), "--threads", "1", "--quiet").ExitCode.ShouldBe(0);
            var lines = File.ReadAllLines(folder.Within("s.csv"));
            var column = Array.IndexOf(lines[0].Split(','), "iwae");
            found += Top(lines.Skip(1).Select(l => -double.Parse(l.Split(',')[column], CultureInfo.InvariantCulture)), planted);
            distance += Top(Mahalanobis(numbers, texts), planted);
        }

        found.ShouldBeGreaterThan(distance);
        // By chance 0.8.
        found.ShouldBeGreaterThan(3 * 10);
    }

    private static int Top(IEnumerable<double> scores, HashSet<int> planted) => scores.Select((s, n) => (s, n)).OrderByDescending(p => p.s).Take(Planted).Count(p => planted.Contains(p.n));

    /// <summary>Two numbers around one of four centres, four that follow from them, and three categories that follow from the centre.</summary>
    private static (double[][] Numbers, string[][] Texts, HashSet<int> Planted) Table(int seed)
    {
        var random = new Random(seed);
        double Normal() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        (double, double)[] centres = [(0, 0), (3, 1), (-2, 3), (1, -3)];
        var (numbers, texts) = (new double[Rows][], new string[Rows][]);
        for (var n = 0; n < Rows; n++)
        {
            var kind = random.Next(10) switch { < 4 => 0, < 7 => 1, < 9 => 2, _ => 3 };
            var (u, v) = (centres[kind].Item1 + Normal(), centres[kind].Item2 + Normal());
            numbers[n] = [.. new[] { u, v, (0.8 * u) - (0.5 * v), u + v, (2 * v) - u, 0.5 * u }.Select(x => x + (0.25 * Normal()))];
            texts[n] = [random.Next(100) < 97 ? sites[kind] : sites[random.Next(4)], random.Next(100) < 97 ? colours[kind % 3] : colours[random.Next(3)], u + (0.3 * Normal()) > 1 ? "yes" : "no"];
        }

        HashSet<int> planted = [];
        while (planted.Count < Planted)
        {
            var n = random.Next(Rows);
            if (!planted.Add(n)) continue;
            if (planted.Count % 2 == 0)
            {
                var k = random.Next(6);
                numbers[n][k] = Math.Abs(numbers[n][k]) > 1.5 ? -numbers[n][k] : numbers[n][k] + 3;
            }
            else
            {
                texts[n] = [sites[(Array.IndexOf(sites, texts[n][0]) + 1) % 4], colours[(Array.IndexOf(colours, texts[n][1]) + 1) % 3], texts[n][2] == "yes" ? "no" : "yes"];
            }
        }

        return (numbers, texts, planted);
    }

    /// <summary>(x − m)ᵀ (C + ridge)⁻¹ (x − m) over standardised numbers and one-hots, whose C has no inverse of its own.</summary>
    private static double[] Mahalanobis(double[][] numbers, string[][] texts)
    {
        const double Ridge = 1e-3;
        var categories = Enumerable.Range(0, 3).SelectMany(c => texts.Select(t => (c, t[c])).Distinct()).ToList();
        double[][] rows = [.. numbers.Select((own, n) => own.Concat(categories.Select(k => texts[n][k.c] == k.Item2 ? 1.0 : 0)).ToArray())];
        var size = rows[0].Length;
        for (var d = 0; d < size; d++)
        {
            var mean = rows.Average(r => r[d]);
            var deviation = d < 6 ? Math.Sqrt(rows.Average(r => (r[d] - mean) * (r[d] - mean))) : 1;
            foreach (var row in rows) row[d] = (row[d] - mean) / deviation;
        }

        // Cholesky: the distance is |L⁻¹ x|².
        var factor = new double[size, size];
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var sum = rows.Average(r => r[i] * r[j]) + (i == j ? Ridge : 0);
                for (var k = 0; k < j; k++) sum -= factor[i, k] * factor[j, k];
                factor[i, j] = i == j ? Math.Sqrt(sum) : sum / factor[j, j];
            }
        }

        return [.. rows.Select(row =>
        {
            var solved = new double[size];
            for (var i = 0; i < size; i++) solved[i] = (row[i] - Enumerable.Range(0, i).Sum(k => factor[i, k] * solved[k])) / factor[i, i];
            return solved.Sum(v => v * v);
        })];
    }
}
