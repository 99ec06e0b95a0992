import { canReport } from "../store/can-report.ts";
import { leaderWords } from "../store/leader-words.ts";
import { own } from "../store/own.ts";
import { checkBehind } from "../store/select-rows.ts";
import type { CockpitState } from "../store/state.ts";
import type { Command } from "./command.ts";
import { formOverlay } from "./forms.ts";
import { incidentValues } from "./incident-form.ts";
import { currentRow } from "./move.ts";

const main = { scope: "main" } as const;

function cannotGiveLead({ leader, run, question }: CockpitState): string | undefined {
  if (leader) return "this cockpit does not lead";
  return question || (run && !run.closed) ? "a runbook runs here: it ends first" : undefined;
}

/** Who follows writes nothing into the leader's incident. */
function writtenElsewhere({ leader }: CockpitState): string | undefined {
  return leader && `${leaderWords(leader)}: it is written there`;
}

function noIncident({ incident }: CockpitState): string | undefined {
  return incident ? undefined : "no incident is open here: i opens one";
}

export const incidentCommands: readonly Command[] = [
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
    disabled: noIncident,
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
