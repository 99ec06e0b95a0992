import { isTicked } from "../store/select-goal.ts";
import { allRows } from "../store/select-rows.ts";
import type { CockpitState, Fault } from "../store/state.ts";
import { openStart } from "./change-commands.ts";
import type { Command, CommandContext } from "./command.ts";
import { hasWords, matchScore } from "./fuzzy.ts";
import { tickGoal } from "./tick.ts";

/** One line of the palette. */
export interface PaletteEntry {
  readonly id: string;
  readonly kind: "command" | "runbook" | "check" | "alert" | "goal" | "tick" | "system" | "fault";
  readonly title: string;
  /** At the right: its key, or why it cannot run. */
  readonly note: string;
  readonly reason: string | undefined;
  readonly run: (context: CommandContext) => void | Promise<void>;
}

/** So many letters are a word: where something has it, what only has its letters is left out. */
const WORD = 4;

/** Entries that answer to what was typed, best first. */
export function paletteEntries(
  commands: readonly Command[],
  state: CockpitState,
  text: string,
): readonly PaletteEntry[] {
  const all = [
    ...commandEntries(commands, state),
    ...runbookEntries(state),
    ...faultEntries(state),
    ...tickEntries(state),
    ...rowEntries(state),
    ...systemEntries(state),
  ];
  const scored = all.flatMap((entry, index) => {
    const score = matchScore(text, [entry.title, entry.note]);
    return score === undefined ? [] : [{ entry, index, score }];
  });
  const isWord = text.trim().length >= WORD && scored.some(({ score }) => hasWords(score));
  return scored
    .filter(({ score }) => !isWord || hasWords(score))
    .toSorted((a, b) => b.score - a.score || off(a.entry) - off(b.entry) || a.index - b.index)
    .map(({ entry }) => entry);
}

/** Of equals, what can run comes first. */
function off(entry: PaletteEntry): number {
  return entry.reason === undefined ? 0 : 1;
}

function commandEntries(commands: readonly Command[], state: CockpitState): readonly PaletteEntry[] {
  return commands
    .filter(({ scope, id, repeats }) => scope === "main" && id !== "palette.open" && repeats !== true)
    .map((command) => {
      const reason = command.disabled?.(state);
      const note = command.keys[0] ?? "";
      return { id: command.id, kind: "command", title: command.title, note, reason, run: command.run };
    });
}

/** Starting one asks for its parameters first. */
function runbookEntries(state: CockpitState): readonly PaletteEntry[] {
  return state.runbooks.map(({ id, title }) => ({
    id: `runbook ${id}`,
    kind: "runbook",
    title,
    note: id,
    reason: undefined,
    run: (context) => openStart(context, id),
  }));
}

function rowEntries(state: CockpitState): readonly PaletteEntry[] {
  return allRows(state).map(({ id, kind, plan }) => ({
    id,
    kind,
    title: `go to ${plan.tag} ${plan.title}`,
    note: id,
    reason: undefined,
    run: ({ dispatch }) => {
      const panel = state.panels.find((one) => plan.panels.includes(one));
      if (panel !== undefined) {
        dispatch({ type: "panel.focused", panel });
        dispatch({ type: "filter.changed", panel, text: "" });
        dispatch({ type: "row.moved", panel, checkId: id });
      }
      dispatch({ type: "overlay.opened", overlay: { type: "detail", checkId: id, scroll: 0, raw: false } });
    },
  }));
}

function tickEntries(state: CockpitState): readonly PaletteEntry[] {
  return Object.values(state.goals).flatMap((goal): PaletteEntry[] => {
    const { id, title } = goal.plan;
    const ticked = isTicked(goal, state.now);
    if (ticked === undefined) return [];
    const run = (context: CommandContext): void => tickGoal(context, id);
    return [
      {
        id: `tick ${id}`,
        kind: "tick",
        title: `${ticked ? "Take back" : "Tick"}: ${title}`,
        note: id,
        reason: undefined,
        run,
      },
    ];
  });
}

function systemEntries(state: CockpitState): readonly PaletteEntry[] {
  return state.systems.map(({ id, tag, title }) => ({
    id,
    kind: "system",
    title: `only ${tag} ${title}`,
    note: id,
    reason: undefined,
    run: ({ dispatch }) => dispatch({ type: "system.chosen", system: id }),
  }));
}

/** What changes something opens a dialog. */
function faultEntries(state: CockpitState): readonly PaletteEntry[] {
  return (state.lab?.faults ?? []).map((fault) => ({
    id: fault.id,
    kind: "fault",
    title: `${verbOf(fault)} ${fault.title}`,
    note: fault.id,
    reason: undefined,
    run: ({ dispatch }) => {
      const { id, title, system } = fault;
      const change = { kind: verbOf(fault), id, title, system };
      dispatch({ type: "overlay.opened", overlay: { type: "confirm", change, button: 0 } });
    },
  }));
}

function verbOf(fault: Fault): "break" | "heal" {
  return fault.on ? "heal" : "break";
}
