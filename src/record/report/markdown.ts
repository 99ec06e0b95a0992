import { tame } from "../../core/hostile-text.ts";
import { timeWords } from "../words.ts";
import type { Block, Cell, ListItem, ReportDocument, Series } from "./document.ts";

/** The report as GitHub-flavoured Markdown. No text of it can become markup, a link, HTML or another cell. */
export function reportToMarkdown({ title, lines, sections }: ReportDocument): string {
  const parts = [
    `# ${plain(title)}`,
    lines.map((line) => `- ${plain(line)}`).join("\n"),
    ...sections.flatMap((section) => [`## ${plain(section.title)}`, ...section.blocks.flatMap(blockText)]),
  ];
  return `${parts.join("\n\n")}\n`;
}

function blockText(block: Block): readonly string[] {
  switch (block.kind) {
    case "text":
      return [plain(block.text)];
    case "list":
      return [block.items.map(itemText).join("\n")];
    case "table":
      return [
        tableText(
          block.head,
          block.rows.map(({ cells }) => cells),
        ),
      ];
    case "code":
      return [codeText(block.lines)];
    // The table under it says the same.
    case "bars":
      return [];
    case "curve":
      return [curveText(block.series)];
  }
}

function itemText({ text, command, steps = [] }: ListItem): string {
  const typed = command === undefined ? "" : ` (\`${tame(command).replaceAll("`", "'")}\`)`;
  return [`- [ ] ${plain(text)}${typed}`, ...steps.map((step, index) => `  ${index + 1}. ${plain(step)}`)].join("\n");
}

function tableText(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const line = (cells: readonly Cell[]): string => `| ${cells.map(cellText).join(" | ")} |`;
  return [line(head), `|${" --- |".repeat(head.length)}`, ...rows.map(line)].join("\n");
}

function cellText(cell: Cell): string {
  return typeof cell === "string" ? inline(cell) : cell.map(inline).join("; ");
}

/** A fence that is longer than any in the text cannot be closed by it. */
function codeText(lines: readonly string[]): string {
  const texts = lines.map((line) => tame(line));
  const longest = Math.max(2, ...texts.flatMap((text) => (text.match(/`+/g) ?? []).map(({ length }) => length)));
  const fence = "`".repeat(longest + 1);
  return [`${fence}text`, ...texts, fence].join("\n");
}

function curveText({ check, fact, threshold, points }: Series): string {
  const known = points.flatMap(({ at, value }) => (value === null ? [] : [{ at, value }]));
  const first = known.at(0);
  const last = known.at(-1);
  if (!first || !last) return plain(`${check}, ${fact}: no value is known`);
  const highest = known.reduce((most, point) => (point.value > most.value ? point : most));
  const limit = threshold === undefined ? "" : `, threshold ${threshold}`;
  const when = timeWords(new Date(highest.at).toISOString());
  return plain(
    `${check}, ${fact}: ${first.value} at first, at most ${highest.value} (${when}), ${last.value} at last${limit}`,
  );
}

const MARKS = /[\\`*[\]<>|~$]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu;
/** What makes a heading, a list or a rule of the line that it begins. */
const STARTS = /^(\s*(?:\d+(?=[.)]))?)([-+#=.)])/;

/** Within a line or a cell. */
function inline(text: string): string {
  return tame(text)
    .replaceAll("&", "&amp;")
    .replaceAll(MARKS, (mark) => (mark === "<" ? "&lt;" : mark === ">" ? "&gt;" : `\\${mark}`));
}

/** At the start of a line. */
function plain(text: string): string {
  return inline(text).replace(STARTS, "$1\\$2");
}
