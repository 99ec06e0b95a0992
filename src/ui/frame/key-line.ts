import type { Command, Scope } from "../../commands/command.ts";
import { scopeOf } from "../../commands/scope.ts";
import type { CockpitState } from "../../store/state.ts";
import { fitLine, lineWidth } from "../text/line.ts";
import { type Line, span } from "../text/style.ts";
import type { Theme } from "../theme/theme.ts";

/** A notice is shown this long. */
const NOTICE_MS = 8000;

export interface KeyLineView {
  readonly notice: string | undefined;
  readonly filter: { readonly text: string } | undefined;
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
    entries: commandsOf(commands, scope)
      .flatMap((command) => {
        const { footer } = command;
        const off = command.disabled?.(state) !== undefined;
        return footer ? [{ keys: footer.keys, words: footer.words, keep: footer.keep === true, off }] : [];
      })
      .toSorted((a, b) => (scope === "main" || scope === "runbook" ? rank(a.keys) - rank(b.keys) : 0)),
  };
}

/** Where a run has the focus, keys of the panels work, too, but for those that it takes. */
function commandsOf(commands: readonly Command[], scope: Scope): readonly Command[] {
  const own = commands.filter((command) => command.scope === scope);
  if (scope !== "runbook") return own;
  const taken = new Set(own.flatMap(({ keys }) => keys));
  const others = commands.filter(({ scope: other, keys, footer }) => {
    const useful = footer?.keep === true || footer?.keys === "R";
    return other === "main" && useful && !keys.some((key) => taken.has(key));
  });
  return [...own, ...others];
}

/** The order in which people look for keys; what drops goes from the right. */
const ORDER = ["1-6", "enter", "t", "r", "/", ":", "space", "s", "c", "?", "q"];
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
  const room = columns - lineWidth(field) - 1;
  const entries = view.entries.map((entry) => ({
    ...entry,
    keys: theme.say(entry.keys),
    words: theme.say(entry.words),
  }));
  return theme.paint(fitLine([...field, ...fitting(entries, room)], columns, cut));
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
