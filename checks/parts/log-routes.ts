import { z } from "zod";
import { tableOf } from "../../src/core/facts.ts";
import type { Facts, Scalar } from "../../src/core/reading.ts";
import type { LogRow } from "./log-rows.ts";

export interface LogWindow {
  readonly now: number;
  readonly windowMs: number;
  /** How far before the window is compared with, in windows. */
  readonly before: number;
  /** Since when nothing was missed. */
  readonly since: number;
}

const CLASSES = ["2xx", "3xx", "4xx", "5xx"] as const;
type StatusClass = (typeof CLASSES)[number];
const LEAST = 5;
const TIMES = 3;

/** An answer that is due and so no sign of trouble: "405 GET /api/sync". */
export const expectedAnswers = z
  .array(z.string().regex(/^\d{3} [A-Z]+ \/\S*$/, 'such as "405 GET /api/sync"'))
  .default([])
  .meta({ description: "Answers that are due, which are not counted: status, method and route." });

/**
 * Answers by route and status class in the window, and whether one of the classes 4xx and 5xx spikes: at least five, and
 * more than three times what the hour before had in the same time. That is the median of its windows, so that one burst in
 * it does not pass for normal; only windows that were listened to from end to end count. Facts of both classes: `spikes5xx`
 * routes that spike, `unsure5xx` routes with five and nothing to compare them with, `worst5xxRoute` and `worst5xx`, its answers.
 */
export function routeFacts(rows: readonly LogRow[], window: LogWindow, expected: readonly string[]): Facts {
  const answers = requestsIn(rows).filter(
    ({ status, method, route }) => !expected.includes(`${status} ${method} ${route}`),
  );
  // By route first: whoever scans a site makes a route of each answer, and each is looked through for its own only.
  const byRoute = Map.groupBy(answers, ({ method, route }) => `${method} ${route}`);
  const groups = [...byRoute].flatMap(([name, own]) => groupOf(name, own, window) ?? []);
  groups.sort((a, b) => b["5xx"] - a["5xx"] || b["4xx"] - a["4xx"] || b.answers - a.answers);
  const sums = CLASSES.map((name) => [name, groups.reduce((sum, group) => sum + group[name], 0)]);
  return {
    answers: groups.reduce((sum, group) => sum + group.answers, 0),
    ...Object.fromEntries(sums),
    ...classFacts(groups, "4xx"),
    ...classFacts(groups, "5xx"),
    routes: tableOf(groups.map((group) => ({ ...group }))),
  };
}

function classFacts(groups: readonly Group[], name: "4xx" | "5xx"): Record<string, Scalar> {
  const spikes = groups.map((group) => group[`spike${name}`]);
  const worst = groups.toSorted((a, b) => b[name] - a[name]).find((group) => group[name] > 0);
  return {
    [`spikes${name}`]: spikes.filter((spike) => spike === true).length,
    [`unsure${name}`]: spikes.filter((spike) => spike === null).length,
    [`worst${name}Route`]: worst ? `${worst.method} ${worst.route}` : null,
    [`worst${name}`]: worst?.[name] ?? 0,
  };
}

/** One row an answer where the stream has rows of requests; else every row of a function tells its answer. */
function requestsIn(rows: readonly LogRow[]): readonly LogRow[] {
  const known = rows.filter(({ status }) => status > 0);
  const requests = known.filter(({ source }) => source === "request");
  return requests.length > 0 ? requests : known;
}

interface Group extends Record<StatusClass, number> {
  readonly method: string;
  readonly route: string;
  readonly answers: number;
  readonly before4xx: number | null;
  readonly before5xx: number | null;
  readonly spike4xx: boolean | null;
  readonly spike5xx: boolean | null;
}

/** Undefined where nothing came in the window. */
function groupOf(name: string, rows: readonly LogRow[], window: LogWindow): Group | undefined {
  const own = rows.filter(({ at }) => at > window.now - window.windowMs);
  if (own.length === 0) return undefined;
  const count = (wanted: StatusClass): number => own.filter(({ status }) => classOf(status) === wanted).length;
  const counts = { "2xx": count("2xx"), "3xx": count("3xx"), "4xx": count("4xx"), "5xx": count("5xx") };
  const [method = "", route = ""] = name.split(" ", 2);
  const before4xx = usual(rows, "4xx", window);
  const before5xx = usual(rows, "5xx", window);
  return {
    method,
    route,
    answers: own.length,
    ...counts,
    before4xx,
    before5xx,
    spike4xx: isSpike(counts["4xx"], before4xx),
    spike5xx: isSpike(counts["5xx"], before5xx),
  };
}

/** At least five, and more than three times what is usual. Null: five or more, and it is not known what is usual. */
export function isSpike(count: number, usual: number | null): boolean | null {
  if (count < LEAST) return false;
  return usual === null ? null : count > TIMES * usual;
}

/** How many answers of a class a route had in a window before this one; null where none was listened to from end to end. */
function usual(
  rows: readonly LogRow[],
  wanted: StatusClass,
  { now, windowMs, before, since }: LogWindow,
): number | null {
  const own = rows.filter(({ status }) => classOf(status) === wanted);
  const ends = Array.from({ length: before }, (_, index) => now - (index + 1) * windowMs).filter(
    (end) => end - windowMs >= since,
  );
  return median(ends.map((end) => own.filter(({ at }) => at > end - windowMs && at <= end).length));
}

/** The lower of two middles: half of the values are no more than it. Null of none. */
export function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}

function classOf(status: number): string {
  return `${Math.floor(status / 100)}xx`;
}
