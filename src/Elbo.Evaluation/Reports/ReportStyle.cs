namespace Elbo.Evaluation.Reports;

/// <summary>The style sheet of the report page. It holds no character that XML would escape.</summary>
internal static class ReportStyle
{
    public const string Css = """
        :root{--page:#f5f7f9;--card:#ffffff;--text:#1c2733;--quiet:#5a6675;--rule:#dde2e8;--accent:#1f6fd1;--code:#f0f3f6;color-scheme:light dark}
        @media screen and (prefers-color-scheme:dark){:root{--page:#0f1318;--card:#171c23;--text:#e6e9ee;--quiet:#9eabba;--rule:#2a323d;--accent:#6cb0f5;--code:#10151b}}
        *{box-sizing:border-box}
        html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
        body{margin:0;background:var(--page);color:var(--text);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
        main{max-width:1180px;margin:0 auto;padding:40px 24px 64px}
        h1{font-size:2rem;line-height:1.2;margin:0;letter-spacing:-.015em;text-wrap:balance}
        h2{font-size:1.3rem;line-height:1.3;margin:48px 0 14px;letter-spacing:-.01em}
        p{margin:0 0 14px;max-width:70ch}
        .lead{font-size:1.15rem;color:var(--quiet);margin:10px 0 0;max-width:62ch}
        .cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(190px,1fr));gap:14px;margin:28px 0 0}
        .card,figure,div.table{background:var(--card);border:1px solid var(--rule);border-radius:10px}
        .card{padding:14px 18px 16px}
        .card dt{font-size:.86rem;color:var(--quiet)}
        .card dd{margin:0}
        .value{font-size:1.85rem;line-height:1.25;font-weight:650;letter-spacing:-.02em;font-variant-numeric:tabular-nums}
        .note{font-size:.9rem;color:var(--quiet);font-variant-numeric:tabular-nums}
        nav ul{display:flex;flex-wrap:wrap;gap:6px 22px;list-style:none;margin:26px 0 0;padding:12px 0 0;border-top:1px solid var(--rule);font-size:.93rem}
        a{color:var(--accent)}
        nav a{text-decoration:none}
        nav a:hover{text-decoration:underline}
        .figures{display:flex;flex-wrap:wrap;align-items:flex-start;gap:16px;margin:0 0 16px}
        figure{margin:0;padding:12px;overflow:hidden;flex:0 1 auto;max-width:100%}
        figure:has(.elbo-chart){padding:4px 4px 12px;flex:1 1 min(440px,100%);max-width:min(640px,100%)}
        figure .elbo-chart{display:block;width:100%;max-width:100%;height:auto}
        figure img{display:block;max-width:100%;height:auto;margin:auto;border-radius:4px}
        figcaption{width:0;min-width:calc(100% - 8px);font-size:.9rem;line-height:1.45;color:var(--quiet);margin:10px 4px 2px;max-width:70ch}
        figure:has(.elbo-chart) figcaption{margin:4px 12px 2px;min-width:calc(100% - 24px)}
        div.table{overflow-x:auto;margin:0 0 16px;max-width:100%;width:fit-content}
        div.table:has(.facts){width:auto}
        table{border-collapse:collapse;font-size:.94rem;font-variant-numeric:tabular-nums;width:100%}
        caption{caption-side:top;text-align:left;font-size:.9rem;color:var(--quiet);padding:12px 16px 4px}
        th,td{text-align:left;padding:9px 16px;border-top:1px solid var(--rule);vertical-align:top}
        thead th,table:not(:has(thead)) tr:first-child th,table:not(:has(thead)) tr:first-child td{border-top:0}
        thead th{font-size:.86rem;color:var(--quiet);font-weight:600;white-space:nowrap}
        tbody th{font-weight:550}
        .number{text-align:right}
        td.number{white-space:nowrap}
        .facts{table-layout:fixed}
        .facts th{width:13em;color:var(--quiet);font-weight:500}
        .facts td{overflow-wrap:anywhere}
        pre{font:.86rem/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;margin:0;overflow-x:auto}
        section .figures~p{margin-top:6px}
        main pre:has(code){background:var(--code);border:1px solid var(--rule);border-radius:10px;padding:14px 16px;margin:0 0 16px}
        code{font:inherit}
        :focus-visible{outline:2px solid var(--accent);outline-offset:2px}
        @media (max-width:760px){main{padding:24px 16px 40px}.cards{grid-template-columns:repeat(2,minmax(0,1fr));gap:10px}.card{padding:11px 13px 12px}.value{font-size:1.5rem}h1{font-size:1.6rem}h2{margin-top:36px}.facts th{width:33%}th,td{padding:8px 12px}caption{padding-left:12px}figure{padding:8px}thead th{white-space:normal}pre,main pre:has(code){white-space:pre-wrap;overflow-wrap:anywhere}}
        @media print{:root{--page:#ffffff;--code:#ffffff}body{font-size:10.5pt}main{max-width:none;padding:0}nav{display:none}.card,figure,tr,pre{break-inside:avoid}h2{break-after:avoid}.figures{gap:10px}.figures figure,figure:has(.elbo-chart){flex:none;width:calc(50% - 5px);padding:6px}.cards{grid-template-columns:repeat(4,minmax(0,1fr));gap:8px}.card{padding:8px 10px}.value{font-size:1.3rem}h2{margin-top:26px}pre,div.table{overflow:visible}pre{white-space:pre-wrap;overflow-wrap:anywhere}}
        """;
}
