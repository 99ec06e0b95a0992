/** Light, dark and on paper. A verdict has a word in its row; its colour comes on top. */
export const style = `
:root { --ground: #ffffff; --ink: #1f2328; --dim: #59636e; --line: #d1d9e0; --shade: #f6f8fa;
  --ok: #1a7f37; --warn: #9a6700; --fail: #cf222e; --unknown: #8250df; --duty: #bc4c00; --curve: #0969da; }
@media (prefers-color-scheme: dark) { :root { --ground: #0d1117; --ink: #e6edf3; --dim: #9198a1; --line: #3d444d;
  --shade: #151b23; --ok: #3fb950; --warn: #d29922; --fail: #f85149; --unknown: #ab7df8; --duty: #f0883e; --curve: #4493f8; } }
@media print { :root { --ground: #ffffff; --ink: #000000; --dim: #444444; --line: #999999; --shade: #ffffff;
  --ok: #1a7f37; --warn: #9a6700; --fail: #cf222e; --unknown: #8250df; --duty: #bc4c00; --curve: #0969da; }
  tr, figure, pre { break-inside: avoid; } h2 { break-after: avoid; } }
@page { margin: 13mm; }
* { box-sizing: border-box; }
body { margin: 2rem auto; max-width: 68rem; padding: 0 1rem; background: var(--ground); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif; }
h1 { font-size: 1.6rem; margin: 0 0 .5rem; } h2 { font-size: 1.2rem; margin: 2rem 0 .6rem; }
header p { margin: 0; color: var(--dim); }
table { border-collapse: collapse; width: 100%; margin: .4rem 0 1rem; }
th, td { border: 1px solid var(--line); padding: .3rem .5rem; text-align: left; vertical-align: top;
  overflow-wrap: break-word; font-variant-numeric: tabular-nums; }
td:last-child { overflow-wrap: anywhere; min-width: 15em; } td.time { white-space: nowrap; }
th { background: var(--shade); font-weight: 600; } th:first-child { white-space: nowrap; }
td:first-child { min-width: 9rem; } tr.fail td:first-child { box-shadow: inset 4px 0 var(--fail); }
tr.warn td:first-child { box-shadow: inset 4px 0 var(--warn); } tr.unknown td:first-child { box-shadow: inset 4px 0 var(--unknown); }
tr.ok td:first-child { box-shadow: inset 4px 0 var(--ok); }
pre, code { font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: .9em; background: var(--shade); }
pre { padding: .6rem; border: 1px solid var(--line); white-space: pre-wrap; overflow-wrap: anywhere; } code { padding: .1rem .3rem; }
figure { margin: .8rem 0; } figcaption { color: var(--dim); margin-bottom: .3rem; } svg { width: 100%; height: auto; display: block; }
td ul { margin: 0; padding-left: 1.1rem; } td.fail { color: var(--fail); font-weight: 600; } td.warn { color: var(--warn); font-weight: 600; }
td.unknown { color: var(--unknown); font-weight: 600; } td.ok { color: var(--ok); }
section:first-of-type td:first-child { font-weight: 600; white-space: nowrap; } section:first-of-type table { border-top: 3px solid var(--ink); }
svg .number { fill: var(--curve); font-size: 11px; font-weight: 600; } svg .label { fill: var(--dim); font-size: 12px; } svg .axis { stroke: var(--dim); } svg .mark { stroke: var(--curve); stroke-dasharray: 3 3; }
svg .threshold { stroke: var(--warn); stroke-dasharray: 6 4; } svg .curve { fill: none; stroke: var(--curve); stroke-width: 1.5; }
svg .dot { fill: var(--curve); } svg .fail { fill: var(--fail); } svg .warn { fill: var(--warn); } svg .duty { fill: var(--duty); }
@media print { body { max-width: none; margin: 0; padding: 0; font-size: 8.5pt; line-height: 1.35; } td.time { white-space: normal; min-width: 7em; }
  td:first-child { min-width: 6em; } th, td { padding: .2rem .35rem; } section { break-inside: auto; } }
`;
