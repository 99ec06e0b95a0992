import type { BarChart, Block, Cell, ListItem, ReportDocument, Row } from "./document.ts";
import { escaped } from "./escape.ts";
import { style } from "./style.ts";
import { barsToSvg, seriesToSvg } from "./svg.ts";

/** The report as one file: no script, no other file, nothing that is fetched; its policy forbids them all. */
export function reportToHtml({ title, lines, sections }: ReportDocument): string {
  const policy = "default-src 'none'; style-src 'unsafe-inline'";
  return [
    "<!doctype html>",
    `<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">`,
    `<meta http-equiv="Content-Security-Policy" content="${policy}"><meta name="color-scheme" content="light dark">`,
    `<title>${escaped(title)}</title><style>${style}</style></head><body>`,
    `<header><h1>${escaped(title)}</h1>${lines.map((line) => `<p>${escaped(line)}</p>`).join("")}</header>`,
    ...sections.map((section) => {
      return `<section><h2>${escaped(section.title)}</h2>${section.blocks.map(blockHtml).join("\n")}</section>`;
    }),
    "</body></html>\n",
  ].join("\n");
}

function blockHtml(block: Block): string {
  switch (block.kind) {
    case "text":
      return `<p>${escaped(block.text)}</p>`;
    case "list":
      return `<ul>${block.items.map(itemHtml).join("")}</ul>`;
    case "table":
      return tableHtml(block.head, block.rows);
    case "code":
      return `<pre>${block.lines.map(escaped).join("\n")}</pre>`;
    case "bars":
      return `<figure>${barsToSvg(block.bars)}<figcaption>${escaped(legend(block.bars))}</figcaption></figure>`;
    case "curve": {
      const { title, check, fact } = block.series;
      return `<figure><figcaption>${escaped(`${title} (${check}): ${fact}`)}</figcaption>${seriesToSvg(block.series)}</figure>`;
    }
  }
}

/** What the bars and lines are: colour says nothing that these words and the tables do not. */
function legend({ bars, marks }: BarChart): string {
  const tones = new Set(bars.map(({ tone }) => tone));
  return [
    ...(tones.has("fail") ? ["red: a check failed or an alert fired"] : []),
    ...(tones.has("warn") ? ["yellow: a check warned"] : []),
    ...(tones.has("duty") ? ["orange: a change had to be restored"] : []),
    ...(bars.some(({ open }) => open) ? ["▸ not over"] : []),
    ...(marks.length > 0 ? ["dashed, with its number: a change"] : []),
  ].join("; ");
}

function itemHtml({ text, command, steps = [] }: ListItem): string {
  const typed = command === undefined ? "" : ` <code>${escaped(command)}</code>`;
  const list = steps.length === 0 ? "" : `<ol>${steps.map((step) => `<li>${escaped(step)}</li>`).join("")}</ol>`;
  return `<li>${escaped(text)}${typed}${list}</li>`;
}

const VERDICT = /^(ok|warn|fail|unknown)$/;
const TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;

function cellHtml(cell: Cell): string {
  if (typeof cell !== "string") return `<td><ul>${cell.map((text) => `<li>${escaped(text)}</li>`).join("")}</ul></td>`;
  const kind = TIME.test(cell) ? "time" : VERDICT.test(cell) ? cell : undefined;
  return `<td${kind === undefined ? "" : ` class="${kind}"`}>${escaped(cell)}</td>`;
}

function tableHtml(head: readonly string[], rows: readonly Row[]): string {
  const title = (text: string): string => `<th>${escaped(text)}</th>`;
  const body = rows.map(({ cells, verdict }) => {
    return `<tr${verdict === undefined ? "" : ` class="${verdict}"`}>${cells.map(cellHtml).join("")}</tr>`;
  });
  return `<table><thead><tr>${head.map(title).join("")}</tr></thead><tbody>${body.join("\n")}</tbody></table>`;
}
