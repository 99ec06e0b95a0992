import type { IncidentRecord } from "../incident-record.ts";
import type { BarChart } from "./document.ts";

/** Bad checks, alerts and duties over time, and the changes between them. */
export function barsOf({ impact, alerts, duties, changes, until, openedAt }: IncidentRecord): BarChart {
  const end = Date.parse(until);
  const ended = (at: string | null) => ({ to: at === null ? end : Date.parse(at), open: at === null });
  const bars: BarChart["bars"] = [
    ...impact.spans.map(({ check, from, to, verdict }) => ({
      label: check,
      from: Date.parse(from),
      ...ended(to),
      tone: verdict === "fail" ? ("fail" as const) : ("warn" as const),
    })),
    ...alerts.map(({ alert, from, to }) => ({
      label: alert,
      from: Date.parse(from),
      ...ended(to),
      tone: "fail" as const,
    })),
    ...duties.map(({ id, title, openedAt: since, endedAt }) => ({
      label: `${id} ${title}`,
      from: Date.parse(since),
      ...ended(endedAt),
      tone: "duty" as const,
    })),
  ];
  const marks = changes.map(({ at, action }, index) => ({ at: Date.parse(at), number: index + 1, label: action }));
  const starts = [
    ...bars.map(({ from }) => from),
    ...marks.map(({ at }) => at),
    ...(openedAt === null ? [] : [Date.parse(openedAt)]),
  ];
  const from = starts.length === 0 ? end : Math.min(...starts);
  return { from, to: Math.max(end, from + 1000, ...bars.map(({ to }) => to)), bars, marks };
}
