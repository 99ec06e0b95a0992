import type { Command, Scope } from "../../commands/command.ts";
import { scopeOf } from "../../commands/scope.ts";
import { PANEL_DIGITS } from "../../core/panel-ids.ts";
import type { CockpitState } from "../../store/state.ts";
import { fitLine, lineWidth, spread } from "../text/line.ts";
import { type Line, span } from "../text/style.ts";
import type { Theme } from "../theme/theme.ts";

/** A notice is shown this long. */
const NOTICE_MS = 8000;

export interface KeyLineView {
  readonly notice: string | undefined;
  readonly filter: { readonly text: string } | undefined;
  /** Said at the right, where there is room. */
  readonly tail: string;
  readonly entries: readonly {
    readonly keys: string;
    readonly words: string;
    readonly keep: boolean;
    readonly off: boolean;
  }[];
}

export function selectKeyLine(commands: readonly Command[], state: CockpitState): KeyLineView {
  const { notice, overlay } = state.view;
  const scope = scopeOf(state);
  return {
    notice: notice && state.now - notice.at <= NOTICE_MS ? notice.text : undefined,
    filter: overlay?.type === "filter" ? { text: overlay.text } : undefined,
    tail: state.view.presenting === undefined ? "" : "no changes while presenting",
    entries: state.view.presenting === "shown" && scope === "main" ? presenterKeys : entriesOf(commands, state, scope),
  };
}

const presenterKeys: KeyLineView["entries"] = [
  { keys: "P", words: "leave this view" },
  { keys: PANEL_DIGITS, words: "panel" },
  { keys: "enter", words: "detail" },
  { keys: "R", words: "duties" },
  { keys: "?", words: "help" },
].map((entry) => ({ ...entry, keep: true, off: false }));

function entriesOf(commands: readonly Command[], state: CockpitState, scope: Scope): KeyLineView["entries"] {
  return commandsOf(commands, scope)
    .flatMap((command) => {
      const { footer } = command;
      const off = command.disabled?.(state) !== undefined;
      const keep = footer?.keep === true && !(scope === "runbook" && footer.keys === ":");
      return footer ? [{ keys: footer.keys, words: footer.words, keep, off }] : [];
    })
    .toSorted((a, b) => (scope === "main" ? rank(a.keys) - rank(b.keys) : 0));
}

/** What of the panels' keys is named while a run has the focus; all of them work but those that it takes. */
const BESIDE = [PANEL_DIGITS, "R", ":", "?", "q"];

function commandsOf(commands: readonly Command[], scope: Scope): readonly Command[] {
  const own = commands.filter((command) => command.scope === scope);
  if (scope !== "runbook") return own;
  const others = commands.filter(({ scope: other, footer }) => other === "main" && BESIDE.includes(footer?.keys ?? ""));
  return [...own, ...others.toSorted((a, b) => besideRank(a) - besideRank(b))];
}

function besideRank({ footer }: Command): number {
  return BESIDE.indexOf(footer?.keys ?? "");
}

/** The order in which people look for keys; what drops goes from the right. */
const ORDER = [PANEL_DIGITS, "enter", "r", "/", ":", "space", "s", "c", "?", "q"];
function rank(keys: string): number {
  const found = ORDER.indexOf(keys);
  return found < 0 ? ORDER.indexOf("c") : found;
}

export function keyLine(view: KeyLineView, columns: number, theme: Theme): string {
  const { cut } = theme.glyphs;
  if (view.notice !== undefined)
    return theme.paint(fitLine([span(` ${theme.say(view.notice, 300)}`, "focus")], columns, cut));
  const field: Line = view.filter
    ? [
        span(" /", "focus-bold"),
        span(theme.say(view.filter.text, 100)),
        span(theme.glyphs.caret, "focus-bold"),
        span("  "),
      ]
    : [span(" ")];
  const tail: Line = view.tail === "" ? [] : [span(`  ${theme.say(view.tail)} `, "dim")];
  const room = columns - lineWidth(field) - 1;
  const entries = view.entries.map((entry) => ({
    ...entry,
    keys: theme.say(entry.keys),
    words: theme.say(entry.words),
  }));
  const line: Line = [...field, ...fitting(entries, room)];
  const right = lineWidth(line) + lineWidth(tail) <= columns ? tail : [];
  return theme.paint(spread(line, right, columns, cut));
}

/** Entries that may go, go from the right; then the blanks get narrower. */
function fitting(entries: KeyLineView["entries"], room: number): Line {
  const kept = [...entries];
  while (lineWidth(draw(kept, "  ")) > room) {
    const index = kept.findLastIndex(({ keep }) => !keep);
    if (index < 0) break;
    kept.splice(index, 1);
  }
  return lineWidth(draw(kept, "  ")) <= room ? draw(kept, "  ") : draw(kept, " ");
}

function draw(entries: KeyLineView["entries"], gap: string): Line {
  return entries.flatMap(
    ({ keys, words, off }, index): Line => [
      ...(index > 0 ? [span(gap)] : []),
      span(keys, off ? "dim" : "bold"),
      span(` ${words}`, "dim"),
    ],
  );
}
