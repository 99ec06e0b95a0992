import type { CheckState, CockpitState } from "../../store/state.ts";
import type { LiveMessage } from "./message.ts";

/** What of the state followers are told of. */
export type Shared = Pick<
  CockpitState,
  "checks" | "alerts" | "goals" | "vantage" | "storeAway" | "run" | "question" | "incident" | "duties" | "write"
>;

/** What is so now and was not so before; without `before`, all of it. */
export function changesOf(now: Shared, before?: Shared): readonly LiveMessage[] {
  return [
    ...readings(now.checks, before?.checks ?? {}),
    ...watched(now, before),
    ...(now.vantage === before?.vantage ? [] : [{ type: "vantage", since: now.vantage ?? null } as const]),
    ...(now.storeAway === before?.storeAway ? [] : [{ type: "store", away: now.storeAway ?? null } as const]),
    ...(now.write === before?.write ? [] : [{ type: "write", open: now.write ?? null } as const]),
    ...(now.incident === before?.incident ? [] : [{ type: "incident", open: now.incident ?? null } as const]),
    ...found(now.duties, before?.duties),
    ...(now.run === before?.run && now.question === before?.question
      ? []
      : [{ type: "run", view: toldRun(now) ?? null } as const]),
  ];
}

/** A question is the leader's, but for a second person, who may sit at a follower. */
function toldRun({ run, question }: Shared): Shared["run"] {
  const approval = question?.kind === "confirm" ? question.approval : undefined;
  if (!run || !approval || approval.given) return run;
  return { ...run, doing: `waits for a second person: opsdeck approve ${approval.code}` };
}

/** Only what no journal tells: followers read those themselves. */
function found(now: Shared["duties"], before: Shared["duties"] = []): readonly LiveMessage[] {
  const [duties, then] = [now, before].map((all) => all.filter((duty) => duty.found));
  const same = duties?.length === then?.length && duties?.every((duty, index) => duty === then?.[index]);
  return same || !duties ? [] : [{ type: "found", duties: [...duties] }];
}

type Checks = CockpitState["checks"];

function readings(now: Checks, before: Checks): readonly LiveMessage[] {
  if (now === before) return [];
  return Object.entries(now).flatMap(([id, { history, nextAt }]): LiveMessage[] => {
    const reading = history.at(-1);
    if (!reading || reading === lastOf(before[id])) return [];
    return [{ type: "reading", reading: { ...reading, trace: [] }, ...(nextAt !== undefined && { nextAt }) }];
  });
}

function lastOf(check: CheckState | undefined) {
  return check?.history.at(-1);
}

function watched({ alerts, goals }: Shared, before: Shared | undefined): readonly LiveMessage[] {
  if (alerts === before?.alerts && goals === before?.goals) return [];
  const judged = [
    ...Object.entries(alerts).flatMap(([id, alert]) => {
      const { hold, seen, say, short } = alert;
      if (!hold || alert === before?.alerts[id]) return [];
      return [{ id, memory: { hold }, seen, say, ...(short !== undefined && { short }) }];
    }),
    ...Object.entries(goals).flatMap(([id, goal]) =>
      goal === before?.goals[id] ? [] : [{ id, memory: goal.memory, seen: goal.seen, say: "" }],
    ),
  ];
  return judged.length === 0 ? [] : [{ type: "watched", judged }];
}
