import { type BossLook, interval, numberAt, tableWithout, V10 } from "./boss-look.ts";
import { usefulWords } from "./boss-message.ts";
import { ERROR_TEXT } from "./boss-output.ts";

/**
 * Active jobs past their time: started_on + expire_in is over, and no maintenance has turned them back, so that the
 * process that supervises the queue is dead. Facts: `count`, `active` (all active jobs), `oldestSeconds` (how long the
 * oldest is over, or null), table `jobs` of name, id, startedOn, overdueSeconds, retryCount, retryLimit.
 */
export const expired: BossLook = {
  versions: [V10],
  sql: (schema) => `SELECT name, id::text AS id, started_on AS "startedOn",
      round(extract(epoch FROM now() - (started_on + expire_in)))::float8 AS "overdueSeconds",
      retry_count AS "retryCount", retry_limit AS "retryLimit", count(*) OVER () AS total,
      (SELECT count(*) FROM ${schema}.job WHERE state = 'active') AS active
    FROM ${schema}.job RIGHT JOIN (SELECT) AS always ON state = 'active' AND started_on + expire_in < now()
    ORDER BY started_on`,
  values: () => [],
  facts: (all) => {
    const rows = all.filter((row) => row.name !== null);
    const count = rows.length === 0 ? 0 : numberAt(rows, "total");
    return {
      count,
      active: numberAt(all, "active"),
      oldestSeconds: rows[0]?.overdueSeconds ?? null,
      jobs: tableWithout(rows, ["total", "active"], count),
    };
  },
};

/**
 * Jobs that are due since `older-than` and that nobody fetches (workers poll every 2 s). A start_after in the future is
 * no backlog. Facts: `count`, `queues`, `oldestSeconds` (or null), table `rows` of name, count, oldestSeconds, active
 * (jobs of the queue that run now: a long one may be ahead).
 */
export const starving: BossLook = {
  versions: [V10],
  sql: (schema) => `SELECT name, count(*) AS count,
      round(extract(epoch FROM now() - min(start_after)))::float8 AS "oldestSeconds",
      (SELECT count(*) FROM ${schema}.job AS running WHERE running.name = due.name AND running.state = 'active') AS active,
      sum(count(*)) OVER () AS total, count(*) OVER () AS queues
    FROM ${schema}.job AS due
    WHERE state < 'active' AND start_after < now() - $1::interval
    GROUP BY name ORDER BY min(start_after)`,
  values: ({ olderThanMs }) => [interval(olderThanMs)],
  facts: (rows) => {
    const queues = numberAt(rows, "queues");
    return {
      count: numberAt(rows, "total"),
      queues,
      oldestSeconds: rows[0]?.oldestSeconds ?? null,
      rows: tableWithout(rows, ["total", "queues"], queues),
    };
  },
};

/**
 * Jobs that failed and will be tried again (state retry; pg-boss counts a retry when it is fetched, so that retry_count 0
 * has failed once). `near` of them have at most `near` tries left. Facts: `retrying`, `near`, table `rows` of name,
 * retrying, near, mostFailures, lastMessage, nextOn.
 */
export const retries: BossLook = {
  versions: [V10],
  sql: (schema) => `SELECT name, count(*) AS retrying,
      count(*) FILTER (WHERE retry_limit - retry_count <= $1::int) AS near,
      max(retry_count) + 1 AS "mostFailures", min(start_after) AS "nextOn",
      (array_agg(${ERROR_TEXT} ORDER BY started_on DESC NULLS LAST))[1] AS "lastMessage",
      sum(count(*)) OVER () AS total,
      sum(count(*) FILTER (WHERE retry_limit - retry_count <= $1::int)) OVER () AS total_near, count(*) OVER () AS queues
    FROM ${schema}.job WHERE state = 'retry'
    GROUP BY name ORDER BY near DESC, retrying DESC, name`,
  values: ({ near }) => [near],
  facts: (rows) => {
    const plain = rows.map((row) => ({ ...row, lastMessage: usefulWords(row.lastMessage) }));
    return {
      retrying: numberAt(rows, "total"),
      near: numberAt(rows, "total_near"),
      rows: tableWithout(plain, ["total", "total_near", "queues"], numberAt(rows, "queues")),
    };
  },
};
