import { tableOf } from "../../src/core/facts.ts";
import type { Scalar } from "../../src/core/reading.ts";
import { type BossLook, MAX_ROWS, type Row, V10 } from "./boss-look.ts";

/**
 * Names that nobody works on, and queues that cannot take a job. Facts: `count` of all, `unknownQueues` and
 * `unknownSchedules` (names that are not in `known-queues`, `known-schedules`; null without such a list),
 * `unpartitioned` (queues without a partition: sending to one fails with 23514), table `rows` of name, what (queue,
 * schedule, unpartitioned), cron.
 */
export const orphans: BossLook = {
  versions: [V10],
  sql: (schema) => `SELECT name, 'queue' AS what, NULL::text AS cron FROM ${schema}.queue
      WHERE name <> ALL ($1::text[]) AND name NOT LIKE '\\_\\_pgboss\\_\\_%'
    UNION ALL SELECT name, 'schedule', cron FROM ${schema}.schedule WHERE name <> ALL ($2::text[])
    UNION ALL SELECT queue.name, 'unpartitioned', schedule.cron
      FROM ${schema}.queue LEFT JOIN ${schema}.schedule ON schedule.name = queue.name WHERE partition_name IS NULL
    ORDER BY 2, 1`,
  values: ({ knownQueues, knownSchedules }) => [knownQueues ?? [], knownSchedules ?? []],
  facts: (all, { knownQueues, knownSchedules }) => {
    const count = (what: string): number => all.filter((row) => row.what === what).length;
    const skipped = [...(knownQueues ? [] : ["queue"]), ...(knownSchedules ? [] : ["schedule"])];
    const rows = all.filter((row) => !skipped.includes(String(row.what)));
    return {
      count: rows.length,
      unknownQueues: knownQueues ? count("queue") : null,
      unknownSchedules: knownSchedules ? count("schedule") : null,
      unpartitioned: count("unpartitioned"),
      rows: tableOf(rows.slice(0, MAX_ROWS), rows.length),
    };
  },
};

/**
 * Schedules and when each last made a job. Facts: `count`, `missing` (names of `known-schedules` that are not there; null
 * without the list), table `rows` of name, cron, timezone, present, lastJobOn, lastJobAgeSeconds (null: none is kept).
 */
export const schedules: BossLook = {
  versions: [V10],
  sql: (schema) => `SELECT name, cron, timezone, true AS present, last AS "lastJobOn",
      round(extract(epoch FROM now() - last))::float8 AS "lastJobAgeSeconds"
    FROM ${schema}.schedule LEFT JOIN LATERAL (
      SELECT max(created_on) AS last FROM (
        SELECT max(created_on) AS created_on FROM ${schema}.job WHERE job.name = schedule.name
        UNION ALL SELECT max(created_on) FROM ${schema}.archive WHERE archive.name = schedule.name) AS made) AS jobs ON true
    ORDER BY name`,
  values: () => [],
  facts: (rows, { knownSchedules }) => {
    const missing = (knownSchedules ?? []).filter((name) => !rows.some((row) => row.name === name));
    const absent = { cron: null, timezone: null, present: false, lastJobOn: null, lastJobAgeSeconds: null };
    const all: Row[] = [...missing.map((name) => ({ name, ...absent })), ...rows];
    return {
      count: rows.length,
      missing: knownSchedules ? missing.length : null,
      rows: tableOf(all.slice(0, MAX_ROWS), all.length),
    };
  },
};

const CLOCKS = ["monitored", "maintained", "cron"] as const;

/**
 * The marks that a running pg-boss leaves: `monitoredOn` (only a process with a monitor interval moves it, so it is the
 * best sign of life), `maintainedOn` and `cronOn`, each as ISO or null, with `monitoredAgeSeconds`, `maintainedAgeSeconds`,
 * `cronAgeSeconds`. Both times of an age are the server's. `silentSeconds` is the first of them as a rule may judge it: to a
 * tenth, and in the lab multiplied by the pace, as the lab divides the time between two marks. All are null on a fresh start,
 * which is no death: `isFresh`.
 */
export const heartbeat: BossLook = {
  versions: [V10],
  sql: (schema) => {
    const columns = CLOCKS.map(
      (clock) => `${clock}_on AS "${clock}On",
        round(extract(epoch FROM now() - ${clock}_on))::float8 AS "${clock}AgeSeconds"`,
    );
    return `SELECT ${columns.join(", ")}, extract(epoch FROM now() - monitored_on)::float8 AS silent FROM ${schema}.version`;
  },
  values: () => [],
  facts: ([first = {}], { pace }) => {
    const { silent = null, ...row }: Row = first;
    const marks: readonly Scalar[] = CLOCKS.map((clock) => row[`${clock}On`] ?? null);
    const silentSeconds = typeof silent === "number" ? Math.round(silent * pace * 10) / 10 : null;
    return { ...row, silentSeconds, isFresh: marks.every((mark) => mark === null) };
  },
};
