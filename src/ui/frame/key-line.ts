import type { Command, Scope } from "../../commands/command.ts";
import { panelDigits } from "../../commands/main-commands.ts";
import { scopeOf } from "../../commands/scope.ts";
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

/** Entries from left to right; `off`: the key is named, and does nothing now. */
export function selectKeyLine(commands: readonly Command[], state: CockpitState): KeyLineView {
  const { notice, overlay } = state.view;
  const scope = scopeOf(state);
  return {
    notice: notice && state.now - notice.at <= NOTICE_MS ? notice.text : undefined,
    filter: overlay?.type === "filter" ? { text: overlay.text } : undefined,
    tail: state.view.presenting === undefined ? "" : "no changes while presenting",
    entries:
      state.view.presenting === "shown" && scope === "main" ? presenterKeys(state) : entriesOf(commands, state, scope),
  };
}

function presenterKeys({ panels }: CockpitState): KeyLineView["entries"] {
  return [
    { keys: "P", words: "leave this view" },
    { keys: panelDigits(panels), words: "panel" },
    { keys: "enter", words: "detail" },
    { keys: "R", words: "duties" },
    { keys: "?", words: "help" },
  ].map((entry) => ({ ...entry, keep: true, off: false }));
}

function entriesOf(commands: readonly Command[], state: CockpitState, scope: Scope): KeyLineView["entries"] {
  const digits = panelDigits(state.panels);
  const ranked = [digits, ...ORDER];
  return commandsOf(commands, scope, [digits, ...BESIDE])
    .flatMap((command) => {
      const { footer } = command;
      const off = command.disabled?.(state) !== undefined;
      // A run's keys come and go with its steps: those that would do nothing now are not offered.
      if (!footer || (off && command.scope === "runbook")) return [];
      const words = typeof footer.words === "string" ? footer.words : footer.words(state);
      const keep = footer.keep === true && !(scope === "runbook" && footer.keys === ":");
      return [{ keys: footer.keys, words, keep, off }];
    })
    .toSorted((a, b) => (scope === "main" ? rank(ranked, a.keys) - rank(ranked, b.keys) : 0));
}

/** What besides the digits of the panels is named while a run has the focus; all keys work but those that it takes. */
const BESIDE = ["R", ":", "?", "q"];

function commandsOf(commands: readonly Command[], scope: Scope, beside: readonly string[]): readonly Command[] {
  const own = commands.filter((command) => command.scope === scope);
  if (scope !== "runbook") return own;
  const placeOf = ({ footer }: Command): number => beside.indexOf(footer?.keys ?? "");
  const others = commands.filter((command) => command.scope === "main" && placeOf(command) >= 0);
  return [...own, ...others.toSorted((a, b) => placeOf(a) - placeOf(b))];
}

/** The order in which people look for keys, behind the digits; what drops goes from the right. */
const ORDER = ["enter", "r", "/", ":", "space", "s", "c", "?", "q"];

function rank(order: readonly string[], keys: string): number {
  const found = order.indexOf(keys);
  return found < 0 ? order.indexOf("c") : found;
}

/** One painted line over all `columns`. A notice takes the place of the keys. */
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
