import { randomBytes } from "node:crypto";
import { runAsOwner } from "../../database/admin.ts";
import type { Fault } from "../../faults.ts";
import { waitUntil } from "../../process/wait-until.ts";
import type { Opsmantik } from "../running.ts";
import { OWNER } from "../schema.ts";
import { SESSIONS_WINDOW } from "../windows.ts";
import { DELIVERY_CHECKS, EXCEPTION_CHECKS, publishChecks, watchtowerChecks } from "./check-sets.ts";
import { publishesFail } from "./queue.ts";
import { emptyLastHour, refillWindows, visitsIn } from "./windows-of-visits.ts";

const NO_SESSIONS = ["watchtower", "watchtower-sessions", "sessions-60m"];

/** What stops ingestion for every customer, as it looks after an hour: the causes that the runbook tells apart. */
export function stalledFaults(system: Opsmantik): readonly Fault[] {
  return [
    corsEverywhere(system),
    publishStalled(system),
    workerStalled(system),
    serviceRoleKey(system),
    monthMissing(system),
  ];
}

interface StallPlan extends Pick<Fault, "id" | "title" | "checks" | "summary"> {
  readonly env: Readonly<Record<string, string>>;
  /** Resolves when what it does to the queue can be seen. */
  readonly seen?: () => Promise<void>;
}

/** Variables with which nothing is ingested, for an hour already. */
function stalled(system: Opsmantik, { env, seen, ...plan }: StallPlan): Fault {
  const { deployment, qstash, pool } = system;
  let since = 0;
  return {
    ...plan,
    break: async () => {
      await qstash.idle().catch(() => undefined);
      since = Date.now();
      await deployment.override(plan.id, env);
      await seen?.();
      await nobodyForAnHour(system);
    },
    heal: async () => {
      await deployment.override(plan.id, undefined);
      qstash.log.forgetUndelivered(since);
      await refillWindows(system);
      await pool.query("delete from ingest_publish_failures");
    },
  };
}

async function nobodyForAnHour(system: Opsmantik): Promise<void> {
  await waitUntil(
    "an empty hour",
    async () => {
      await emptyLastHour(system);
      return (await visitsIn(system, SESSIONS_WINDOW / system.context.pace)) === 0;
    },
    20_000,
  );
}

function corsEverywhere(system: Opsmantik): Fault {
  return stalled(system, {
    id: "cors-everywhere",
    title: "ALLOWED_ORIGINS names none of the customers' sites, for an hour",
    checks: ["cors", "log-messages", "vercel-logs", ...NO_SESSIONS],
    summary: "[Oo]rigin .* refused|ALLOWED_ORIGINS",
    env: { ALLOWED_ORIGINS: "https://www.opsmantik.example" },
  });
}

function publishStalled(system: Opsmantik): Fault {
  return stalled(system, {
    id: "publish-stalled",
    title: "QSTASH_TOKEN has been wrong for an hour",
    checks: [...new Set([...publishChecks("B"), ...NO_SESSIONS])],
    summary: "publish failure|invalid token",
    env: { QSTASH_TOKEN: `${system.env.QSTASH_TOKEN}_OLD` },
    seen: () => publishesFail(system),
  });
}

function workerStalled(system: Opsmantik): Fault {
  return stalled(system, {
    id: "worker-stalled",
    title: "The worker has had no signing keys for an hour",
    checks: ["worker", "vercel-env", "vercel-logs", ...DELIVERY_CHECKS, ...NO_SESSIONS],
    summary: "QSTASH_KEYS_MISSING",
    env: { QSTASH_CURRENT_SIGNING_KEY: "", QSTASH_NEXT_SIGNING_KEY: "" },
    seen: () => deadLetter(system),
  });
}

/** The ping of health goes with another key and stays well. */
function serviceRoleKey(system: Opsmantik): Fault {
  return stalled(system, {
    id: "service-role-key",
    title: "SUPABASE_SERVICE_ROLE_KEY has been wrong for an hour: the app reads and stores nothing",
    checks: [...watchtowerChecks("B"), "vercel-logs", ...EXCEPTION_CHECKS, ...DELIVERY_CHECKS, "sessions-60m"],
    summary: "not counted",
    env: { SUPABASE_SERVICE_ROLE_KEY: randomBytes(16).toString("hex") },
    seen: () => deadLetter(system),
  });
}

async function deadLetter({ qstash, traffic }: Opsmantik): Promise<void> {
  await traffic.visit();
  await waitUntil("a dead letter", async () => qstash.log.dead.size > 0, 40_000);
}

/** The rows of the month go with it, so that no visit is left in any window. */
function monthMissing(system: Opsmantik): Fault {
  const { pool, traffic } = system;
  return {
    id: "month-missing",
    title: "This month's partitions are missing: no visit can be stored",
    checks: ["partitions", "sync-dlq", ...watchtowerChecks("B"), "sessions-60m", "gclid-3h"].filter(
      (check) => check !== "watchtower-publish",
    ),
    summary: "This month has no",
    break: async () => {
      await system.qstash.idle().catch(() => undefined);
      await runAsOwner(pool, OWNER, DROP_MONTH);
      await waitUntil(
        "a row in sync_dlq",
        async () => {
          await traffic.visit();
          return ((await pool.query("select 1 from sync_dlq limit 1")).rowCount ?? 0) > 0;
        },
        20_000,
        200,
      );
    },
    heal: async () => {
      await runAsOwner(pool, OWNER, MAKE_MONTH);
      await refillWindows(system);
      await system.qstash.idle().catch(() => undefined);
      await pool.query("delete from sync_dlq where error like '%no partition of relation%'");
    },
  };
}

const DROP_MONTH = `do $$
declare suffix text := to_char(now() at time zone 'utc', '_YYYY_MM'); begin
  execute 'alter table events detach partition events' || suffix; execute 'drop table events' || suffix;
  execute 'alter table sessions detach partition sessions' || suffix; execute 'drop table sessions' || suffix;
end $$`;
const MAKE_MONTH = `select make_month_partition(parent, date_trunc('month', now() at time zone 'utc')::date)
  from unnest(array['sessions', 'events']) parent`;
