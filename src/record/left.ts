import { dutyState } from "../core/duty-words.ts";
import type { IncidentRecord, Left } from "./incident-record.ts";
import { changeWords } from "./names.ts";
import { statusWords, timeWords } from "./words.ts";

/** What is still to be done after what the record tells, most urgent first: what was changed comes before everything. */
export function leftOf(record: Omit<IncidentRecord, "left">): readonly Left[] {
  return [
    ...dutiesLeft(record),
    ...requestsLeft(record),
    ...runsLeft(record),
    ...checksLeft(record),
    ...endLeft(record),
  ];
}

type Told = Omit<IncidentRecord, "left">;

function dutiesLeft({ duties }: Told): readonly Left[] {
  return duties
    .filter(({ open }) => open)
    .toSorted((a, b) => (a.dueBy ?? "9").localeCompare(b.dueBy ?? "9"))
    .map(({ id, title, environment, state, dueBy, notBefore, manual }) => ({
      what: [
        `restore ${id}: ${title} (${environment}, ${dutyState(state)})`,
        ...(notBefore === null ? [] : [`not before ${timeWords(notBefore)}`]),
        ...(dueBy === null ? [] : [`due by ${timeWords(dueBy)}`]),
      ].join(", "),
      why: null,
      command: `opsdeck restore ${id}`,
      manual,
    }));
}

/** A request of a duty is settled with the duty. */
function requestsLeft({ changes }: Told): readonly Left[] {
  return changes
    .filter(({ outcome, duty }) => outcome === "unknown" && duty === null)
    .map(({ action, target, step }) => ({
      what: `find out whether ${changeWords({ action, target })} (step ${step}) had its effect: its answer was lost`,
      why: null,
      command: null,
      manual: [],
    }));
}

function runsLeft({ runs, id }: Told): readonly Left[] {
  return runs
    .filter(({ closedAt }) => closedAt === null)
    .map((run) => {
      const { runbook, steps, restored } = run;
      if (restored !== null) return abortLeft(runbook, restored, id);
      const last = steps.at(-1);
      return {
        what: `go on with ${runbook}${last ? `, which stands at ${last.step} (${statusWords(last, run)})` : ""}, or abort it`,
        why: null,
        command: `opsdeck run ${runbook}`,
        manual: [],
      };
    });
}

function abortLeft(runbook: string, duty: string, incident: string): Left {
  return {
    what: `abort ${runbook}, which was interrupted: what it broke was already restored (${duty})`,
    why: null,
    command: `opsdeck --incident ${incident}`,
    manual: [],
  };
}

function checksLeft({ impact }: Told): readonly Left[] {
  return impact.spans
    .filter(({ to }) => to === null)
    .map(({ check, from, last, words }) => ({
      what: `${check} was not seen ok since ${timeWords(from)}${last === "unknown" ? " (unknown now)" : ""}`,
      why: words,
      command: `opsdeck check ${check}`,
      manual: [],
    }));
}

function endLeft({ id, closedAt }: Told): readonly Left[] {
  return closedAt === null ? [{ what: `close ${id} when this is done`, why: null, command: null, manual: [] }] : [];
}
