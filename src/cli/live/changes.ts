import type { CheckState, CockpitState } from "../../store/state.ts";
import type { LiveMessage } from "./message.ts";

/** What of the state followers are told of. */
export type Shared = Pick<CockpitState, "checks" | "alerts" | "goals" | "vantage" | "run" | "incident" | "duties">;

/** What is so now and was not so before; without `before`, all of it. */
export function changesOf(now: Shared, before?: Shared): readonly LiveMessage[] {
  return [
    ...readings(now.checks, before?.checks ?? {}),
    ...watched(now, before),
    ...(now.vantage === before?.vantage ? [] : [{ type: "vantage", since: now.vantage ?? null } as const]),
    ...(now.incident === before?.incident ? [] : [{ type: "incident", open: now.incident ?? null } as const]),
    ...found(now.duties, before?.duties),
    ...(now.run === before?.run ? [] : [{ type: "run", view: now.run ?? null } as const]),
  ];
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
