import { type OwedEntry, owedEntries } from "../store/select-owed.ts";
import type { CockpitState } from "../store/state.ts";
import { openStart } from "./change-commands.ts";
import type { Command, CommandContext } from "./command.ts";
import { formOverlay } from "./forms.ts";

function moveIn(type: "runbooks" | "owed", by: number) {
  return ({ state, dispatch }: CommandContext): void => {
    const { overlay } = state.view;
    if (overlay?.type !== type) return;
    const count = overlay.type === "runbooks" ? overlay.list.length : owedEntries(state).length;
    const index = Math.max(0, Math.min(count - 1, overlay.index + by));
    dispatch({ type: "overlay.changed", overlay: { ...overlay, index } });
  };
}

function listKeys(scope: "runbooks" | "owed", opener: string): readonly Command[] {
  const group = "Change";
  return [
    {
      scope,
      group,
      id: `${scope}.close`,
      title: "back",
      keys: ["esc", "q", opener],
      footer: { keys: "esc", words: "back", keep: true },
      run: ({ dispatch }) => dispatch({ type: "overlay.closed" }),
    },
    {
      scope,
      group,
      id: `${scope}.down`,
      title: "next",
      keys: ["j", "down"],
      footer: { keys: "j k", words: "move" },
      repeats: true,
      run: moveIn(scope, 1),
    },
    { scope, group, id: `${scope}.up`, title: "previous", keys: ["k", "up"], repeats: true, run: moveIn(scope, -1) },
  ];
}

function openEntry(context: CommandContext, entry: OwedEntry | undefined): void {
  const { dispatch } = context;
  if (entry?.kind === "duty")
    dispatch({ type: "overlay.opened", overlay: formOverlay({ kind: "restore", duty: entry.duty.id }) });
  if (entry?.kind === "run")
    dispatch({ type: "overlay.opened", overlay: formOverlay({ kind: "go-on", run: entry.run.run }) });
}

/** The lists of runbooks and of what is owed. */
function pickWords(state: CockpitState): string {
  const { overlay } = state.view;
  const entry = overlay?.type === "owed" ? owedEntries(state)[overlay.index] : undefined;
  return entry?.kind === "run" ? "goes on with it; asks first" : "restores it; asks first";
}

export const listCommands: readonly Command[] = [
  ...listKeys("runbooks", "r"),
  {
    scope: "runbooks",
    group: "Change",
    id: "runbooks.pick",
    title: "its steps and parameters, to start it",
    keys: ["enter"],
    footer: { keys: "enter", words: "its steps; starts nothing yet", keep: true },
    run(context) {
      const { overlay } = context.state.view;
      if (overlay?.type === "runbooks") openStart(context, overlay.list[overlay.index]?.id ?? "");
    },
  },
  ...listKeys("owed", "R"),
  {
    scope: "owed",
    group: "Change",
    id: "owed.pick",
    title: "restore it, or go on; asks first",
    keys: ["enter"],
    footer: { keys: "enter", words: pickWords, keep: true },
    run(context) {
      const { overlay } = context.state.view;
      if (overlay?.type === "owed") openEntry(context, owedEntries(context.state)[overlay.index]);
    },
  },
];
