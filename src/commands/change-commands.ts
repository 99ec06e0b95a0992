import { isUnlocked } from "../core/change-guard.ts";
import { canReport } from "../store/can-report.ts";
import { leaderWords } from "../store/leader-words.ts";
import { own } from "../store/own.ts";
import { type OwedEntry, offeredRunbooks, owedEntries } from "../store/select-owed.ts";
import { checkBehind } from "../store/select-rows.ts";
import type { CockpitState } from "../store/state.ts";
import type { Command, CommandContext } from "./command.ts";
import { formOverlay, unlockable } from "./forms.ts";
import { incidentValues } from "./incident-form.ts";
import { lookNow } from "./look-now.ts";
import { currentRow } from "./move.ts";
import { choiceChecks, defaultsOf } from "./param-forms.ts";

const main = { scope: "main" } as const;

/** The runbooks, those first that fit the row, or what is failing. */
export function openRunbooks({ state, dispatch }: CommandContext, row: string | undefined): void {
  const list = offeredRunbooks(state, row);
  dispatch({ type: "overlay.opened", overlay: { type: "runbooks", index: 0, row, list } });
}

export function noRunbooks({ runbooks }: CockpitState): string | undefined {
  return runbooks.length === 0 ? "no runbook is there: they lie in runbooks/*.md beside the system files" : undefined;
}

/** The form that starts a runbook. What can be chosen is looked at now: such checks are often looked at by hand only. */
export function openStart(context: CommandContext, id: string): void {
  const { state, dispatch } = context;
  const offer = state.runbooks.find((one) => one.id === id);
  if (!offer) return;
  const overlay = formOverlay({ kind: "start", runbook: id }, defaultsOf(offer.params));
  dispatch({ type: "overlay.opened", overlay });
  const asked = choiceChecks(offer.system, offer.params);
  if (asked.length > 0) lookNow(context, asked, "enter");
}

export function nothingOwed(state: CockpitState): string | undefined {
  return owedEntries(state).length === 0 ? "nothing is owed: no duty is open, no run was interrupted" : undefined;
}

export function openOwed({ dispatch }: Pick<CommandContext, "dispatch">): void {
  dispatch({ type: "overlay.opened", overlay: { type: "owed", index: 0 } });
}

function cannotUnlock(state: CockpitState): string | undefined {
  const { leader, write, now } = state;
  if (leader) return `${leaderWords(leader)}: unlock there`;
  if (unlockable(state).length === 0) return "every system here is locked by its system file";
  const open = write && isUnlocked(write, write.environment, now) ? write.environment : undefined;
  return open === undefined ? undefined : `${open} is unlocked already: W locks`;
}

function cannotGiveLead({ leader, run, question }: CockpitState): string | undefined {
  if (leader) return "this cockpit does not lead";
  return question || (run && !run.closed) ? "a runbook runs here: it ends first" : undefined;
}

const changes: readonly Command[] = [
  {
    ...main,
    id: "runbook.open",
    title: "runbooks: what fits, then all",
    group: "Change",
    keys: ["r"],
    footer: { keys: "r", words: "runbooks", keep: true },
    disabled: noRunbooks,
    run: (context) => openRunbooks(context, undefined),
  },
  {
    ...main,
    id: "duty.open",
    title: "open duties and their restore, interrupted runs",
    group: "Change",
    keys: ["R"],
    footer: { keys: "R", words: "duties" },
    disabled: nothingOwed,
    run: openOwed,
  },
  {
    ...main,
    id: "write.unlock",
    title: "ask to unlock writing",
    group: "Change",
    keys: ["w"],
    footer: { keys: "w", words: "unlock" },
    disabled: cannotUnlock,
    run: ({ dispatch }) => dispatch({ type: "overlay.opened", overlay: formOverlay({ kind: "unlock" }) }),
  },
  {
    ...main,
    id: "write.lock",
    title: "lock writing",
    group: "Change",
    keys: ["W"],
    disabled: ({ write, now }) => (write && now < write.until ? undefined : "already read-only"),
    run: async ({ dispatch, actions }) => {
      await actions.desk.lock();
      dispatch({ type: "notice.shown", text: "locked: read-only again" });
    },
  },
];

/** Who follows writes nothing into the leader's incident. */
function writtenElsewhere({ leader }: CockpitState): string | undefined {
  return leader && `${leaderWords(leader)}: it is written there`;
}

function noIncident({ incident }: CockpitState): string | undefined {
  return incident ? undefined : "no incident is open here: i opens one";
}

const incidents: readonly Command[] = [
  {
    ...main,
    id: "incident.open",
    title: "open an incident; its name, severity, roles; close it",
    group: "Incident",
    keys: ["i"],
    footer: { keys: "i", words: "incident" },
    disabled: writtenElsewhere,
    run({ state, dispatch }) {
      dispatch({ type: "overlay.opened", overlay: formOverlay({ kind: "incident" }, incidentValues(state)) });
    },
  },
  {
    ...main,
    id: "incident.can",
    title: "copy CAN report: condition, actions, needs",
    group: "Incident",
    keys: [],
    help: "folded",
    run({ state, dispatch, actions }) {
      actions.copy(canReport(state));
      dispatch({ type: "notice.shown", text: "CAN report copied, if your terminal takes OSC 52" });
    },
  },
  {
    ...main,
    id: "incident.update",
    title: "update for those who are not in the room",
    group: "Incident",
    keys: ["u"],
    disabled: ({ incident }) => (incident ? undefined : "no incident is open here: i opens one"),
    run: ({ dispatch }) => dispatch({ type: "overlay.opened", overlay: formOverlay({ kind: "update" }) }),
  },
  {
    ...main,
    id: "lead.give",
    title: "give the lead to another cockpit",
    group: "Incident",
    keys: [],
    help: "folded",
    disabled: cannotGiveLead,
    run({ dispatch, actions }) {
      const given = actions.giveLead();
      const text = given ? "the lead is given away" : "nobody is there who would take the lead";
      dispatch({ type: "notice.shown", text });
    },
  },
  { ...main, ...evidence(), id: "evidence.add", keys: ["e"] },
  {
    ...main,
    id: "note.add",
    title: "note",
    group: "Incident",
    keys: ["m"],
    disabled: (state) => writtenElsewhere(state) ?? noIncident(state),
    run: ({ dispatch }) => dispatch({ type: "overlay.opened", overlay: formOverlay({ kind: "note" }) }),
  },
];

/** The row's last reading, kept in the incident. */
export function evidence(): Pick<Command, "title" | "group" | "disabled" | "run"> {
  const checkOf = (state: CockpitState): string => checkBehind(state, currentRow(state) ?? "") ?? "";
  return {
    title: "evidence from this row",
    group: "Incident",
    disabled(state) {
      const why = writtenElsewhere(state) ?? noIncident(state);
      if (why !== undefined) return why;
      const check = own(state.checks, checkOf(state));
      return check?.history.length ? undefined : "nothing was read here yet";
    },
    run: async ({ state, dispatch, actions }) => {
      const check = checkOf(state);
      await actions.desk.keepReading(check);
      dispatch({ type: "notice.shown", text: `kept in ${state.incident?.id}: the last reading of ${check}` });
    },
  };
}

export const changeCommands: readonly Command[] = [...changes, ...incidents];

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

export const changeLists: readonly Command[] = [
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
    footer: { keys: "enter", words: "restores it; asks first", keep: true },
    run(context) {
      const { overlay } = context.state.view;
      if (overlay?.type === "owed") openEntry(context, owedEntries(context.state)[overlay.index]);
    },
  },
];
