import { type BossLook, interval, numberAt, tableWithout, V10 } from "./boss-look.ts";

const STATES = ["created", "retry", "active", "waiting", "completed", "failed", "cancelled"];
const V9 = 20;
const V11 = 26;

/**
 * Jobs by queue and state. Facts: the sums `created`, `retry`, `active`, `waiting` (created or retry and due now),
 * `completed`, `failed`, `cancelled`, and `queues`, their number; table `rows` of name and the same columns, fullest first.
 * Open states are counted exactly, finished ones only within `since` and while pg-boss keeps them in its job table (10:
 * 12 h; the look `failed` reads the archive, too). A queue without a job has a row of zeros (9 has no table of queues).
 */
export const counts: BossLook = {
  versions: [V9, V10, V11],
  sql: (schema, version) => {
    const [startAfter, completedOn] = version === V9 ? ["startafter", "completedon"] : ["start_after", "completed_on"];
    const queues = version === V9 ? "jobs" : `${schema}.queue FULL JOIN jobs USING (name)`;
    const columns = STATES.map((state) => `coalesce(${state}, 0) AS ${state}`).join(", ");
    const totals = STATES.map((state) => `coalesce(sum(${state}) OVER (), 0) AS total_${state}`).join(", ");
    const inState = STATES.filter((state) => state !== "waiting")
      .map((state) => `count(*) FILTER (WHERE state = '${state}') AS ${state}`)
      .join(", ");
    return `WITH jobs AS (
        SELECT name, ${inState},
          count(*) FILTER (WHERE state < 'active' AND ${startAfter} <= now()) AS waiting
        FROM ${schema}.job
        WHERE state < 'completed' OR ${completedOn} > now() - $1::interval
        GROUP BY name)
      SELECT name, ${columns}, ${totals}, count(*) OVER () AS total_queues
      FROM ${queues}
      ORDER BY coalesce(created, 0) + coalesce(retry, 0) + coalesce(active, 0) + coalesce(failed, 0) DESC, name`;
  },
  values: ({ sinceMs }) => [interval(sinceMs)],
  facts: (rows) => {
    const totals = STATES.map((state) => [state, numberAt(rows, `total_${state}`)]);
    const queues = numberAt(rows, "total_queues");
    const repeated = [...STATES, "queues"].map((name) => `total_${name}`);
    return { ...Object.fromEntries(totals), queues, rows: tableWithout(rows, repeated, queues) };
  },
};
