namespace Elbo.Evaluation.Charts;

/// <summary>The style sheet inside every chart, so that a chart looks the same alone and in a page.</summary>
internal static class ChartStyle
{
    // Dark only on screens: paper is white whatever the reader's theme.
    // Below 500 pixels a chart is shown smaller than drawn, so its letters grow.
    public static readonly string Css = $$$"""
        .elbo-chart{--fg:#1c2733;--muted:#5a6675;--grid:#e6e9ee;--axis:#9aa5b1;--ground:#ffffff;{{{Variables(Palette.Light)}}}font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-size:12.5px;color-scheme:light dark}
        @media screen and (prefers-color-scheme:dark){.elbo-chart{--fg:#e6e9ee;--muted:#9eabba;--grid:#2a323d;--axis:#5d6a79;--ground:#171c23;{{{Variables(Palette.Dark)}}}}}
        @media (max-width:500px){.elbo-chart{font-size:14px}}
        .elbo-chart .ground{fill:var(--ground)}
        .elbo-chart text{fill:var(--muted)}
        .elbo-chart .title{fill:var(--fg);font-weight:600;font-size:1.12em}
        .elbo-chart .strong{fill:var(--fg);font-weight:700;font-size:1.15em;paint-order:stroke;stroke:var(--ground);stroke-width:4px;stroke-linejoin:round}
        .elbo-chart .grid{stroke:var(--grid);stroke-width:1}
        .elbo-chart .axis{stroke:var(--axis);stroke-width:1}
        .elbo-chart .line{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
        .elbo-chart .dots{fill:none;stroke-linecap:round}
        .elbo-chart .limit{stroke:var(--fg);stroke-width:1.2;stroke-dasharray:5 4}
        @media print{.elbo-chart{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
        """;

    private static string Variables(string[] colours) => string.Concat(colours.Select((colour, i) => $"--c{i}:{colour};"));
}
