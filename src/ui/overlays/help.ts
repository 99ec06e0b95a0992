import type { Command, Scope } from "../../commands/command.ts";
import { keyLabel } from "../../commands/keys.ts";
import type { CockpitState } from "../../store/state.ts";
import { fitLine, padEnd } from "../text/line.ts";
import { type Line, span } from "../text/style.ts";
import { wrapText } from "../text/wrap.ts";
import type { Theme } from "../theme/theme.ts";
import type { Dialog } from "./dialog.ts";
import type { OverlayOf, OverlayProps } from "./overlay-props.ts";

const places: Readonly<Record<Exclude<Scope, "main" | "anywhere">, string>> = {
  detail: "In the detail of a row",
  palette: "In the palette",
  filter: "While filtering",
  help: "In this help",
  system: "Choosing a system",
  log: "In the log",
  blank: "While the presenter view is blank",
  runbook: "While a runbook runs",
  runbooks: "In the list of runbooks",
  owed: "In the list of what is owed",
  confirm: "Before a change in the lab",
  form: "In a dialog with fields",
  leave: "Before leaving",
};

/** Made from the command table, with the reason of each key that does nothing now. */
export function helpDialog({ text, scroll }: OverlayOf<"help">, { state, commands, theme }: OverlayProps): Dialog {
  return {
    title: [span("Help", "bold"), span("  what the keys do here", "dim")],
    right: text === "" ? [span("type to search", "dim")] : [span(`/${theme.say(text, 40)}`, "focus")],
    look: "focus",
    scroll,
    body: ({ columns }) => {
      const two = columns >= 74;
      const width = two ? Math.floor((columns - 3) / 2) : columns - 1;
      const blocks = sections(commands, text).map((section) => sectionLines(section, state, width, theme));
      const lines = two ? inTwo(blocks, width, theme) : blocks.flat();
      const all = lines.length === 0 ? [[span("no key does that", "dim")], []] : lines;
      return all.map((line) => ({ line: [span(" "), ...line] }));
    },
    last: [{ line: [span(" "), ...legend(theme)] }],
  };
}

interface Section {
  readonly title: string;
  readonly commands: readonly Command[];
}

function sections(commands: readonly Command[], text: string): readonly Section[] {
  const wanted = text.toLowerCase();
  const found = commands.filter(
    ({ help, title, id, keys }) =>
      help !== "folded" && (wanted === "" || `${title} ${id} ${keys.join(" ")}`.toLowerCase().includes(wanted)),
  );
  const here = found.filter(({ scope }) => scope === "main" || scope === "anywhere");
  const groups = (["Look", "View", "Incident", "Change", "Leave"] as const).map((group) => ({
    title: group,
    commands: here.filter((command) => command.group === group),
  }));
  const elsewhere = Object.entries(places).map(([scope, title]) => ({
    title,
    commands: found.filter((command) => command.scope === scope),
  }));
  return [...groups, ...elsewhere].filter((section) => section.commands.length > 0);
}

function sectionLines({ title, commands }: Section, state: CockpitState, width: number, theme: Theme): readonly Line[] {
  return [[span(title, "bold")], ...commands.flatMap((command) => commandLines(command, state, width, theme)), []];
}

const KEYS = 9;

function commandLines(command: Command, state: CockpitState, width: number, theme: Theme): readonly Line[] {
  const { help } = command;
  const keys = typeof help === "object" ? help.keys : command.keys.slice(0, 3).map(keyLabel).join(" ");
  const words = typeof help === "object" ? help.words : command.title;
  const reason = command.disabled?.(state);
  const wrapped = wrapText(theme.say(words), Math.max(6, width - KEYS - 1));
  return [
    ...wrapped.map(
      (part, index): Line => [
        span(padEnd(index === 0 ? theme.say(keys) : "", KEYS), reason === undefined ? "focus" : "dim"),
        span(` ${part}`, reason === undefined ? "plain" : "dim"),
      ],
    ),
    ...(reason === undefined
      ? []
      : wrapText(theme.say(reason), width - 3).map((part): Line => [span(`  ${part}`, "warn")])),
  ];
}

/** Sections in two columns of about the same height, none of them broken. */
function inTwo(blocks: readonly (readonly Line[])[], width: number, theme: Theme): readonly Line[] {
  const total = blocks.reduce((sum, block) => sum + block.length, 0);
  let height = 0;
  const split = blocks.findIndex((block) => {
    height += block.length;
    return height >= total / 2;
  });
  const left = blocks.slice(0, split + 1).flat();
  const right = blocks.slice(split + 1).flat();
  return Array.from({ length: Math.max(left.length, right.length) }, (_, index) => {
    const line = fitLine(left[index] ?? [], width, theme.glyphs.cut);
    return [...line, span(` ${theme.glyphs.divider} `, "border"), ...(right[index] ?? [])];
  });
}

function legend(theme: Theme): Line {
  const { ok, warn, fail, unknown, staleOk, staleWarn, staleFail, dash } = theme.glyphs;
  const stale = [...new Set([staleOk, staleWarn, staleFail])].join(" ");
  const line: Line = [
    span(ok, "ok"),
    span(" ok  ", "dim"),
    span(warn, "warn-bold"),
    span(" warn  ", "dim"),
    span(fail, "fail-bold"),
    span(" fail  ", "dim"),
    span(unknown, "unknown-bold"),
    span(" unknown  ", "dim"),
    span(`${stale} stale  ${dash} no number`, "dim"),
  ];
  return line;
}
