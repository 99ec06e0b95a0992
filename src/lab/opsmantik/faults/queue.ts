import type { Fault } from "../../faults.ts";
import { waitUntil } from "../../process/wait-until.ts";
import type { Opsmantik } from "../running.ts";
import { DELIVERY_CHECKS, EXCEPTION_CHECKS, publishChecks } from "./check-sets.ts";
import { emptyLastHour, refillWindows } from "./windows-of-visits.ts";

export function qstashFaults(system: Opsmantik): readonly Fault[] {
  return system.context.era === "H"
    ? [qstashUnreachable(system), workerKeysMissing(system)]
    : [qstashToken(system), qstashUnreachable(system), workerKeysMissing(system)];
}

/** Not at H: its in-process worker takes over, and no check can see it (only the answer to a POST says so). */
function qstashToken(system: Opsmantik): Fault {
  const { deployment, env, context } = system;
  return {
    id: "qstash-token",
    title: "QSTASH_TOKEN of the production deployment is broken",
    checks: publishChecks(context.era),
    summary: context.era === "A" ? "[Nn]o session" : "publish failure|invalid token",
    break: async () => {
      await deployment.override("qstash-token", { QSTASH_TOKEN: `${env.QSTASH_TOKEN}_BROKEN` });
      await publishesFail(system);
    },
    heal: async () => {
      await deployment.override("qstash-token", undefined);
      await forgetFailures(system);
    },
  };
}

function qstashUnreachable(system: Opsmantik): Fault {
  const { era } = system.context;
  return {
    id: "qstash-unreachable",
    title: "QStash refuses connections",
    checks: [...(era === "H" ? EXCEPTION_CHECKS : publishChecks(era)), ...DELIVERY_CHECKS],
    summary: "REFUSED|accept connections|[Nn]o session",
    break: async () => {
      await system.qstash.idle().catch(() => undefined);
      await system.qstash.gate.set("refuse");
      await publishesFail(system);
    },
    heal: async () => {
      await system.qstash.gate.set("open");
      await forgetFailures(system);
    },
  };
}

/** Era B on has a row for each failure; A has nothing, until the hour is empty. */
export async function publishesFail(system: Opsmantik): Promise<void> {
  const { era } = system.context;
  if (era === "H") return;
  if (era === "A") {
    await emptyLastHour(system);
    return;
  }
  const look = async () =>
    ((await system.pool.query("select 1 from ingest_publish_failures limit 1")).rowCount ?? 0) > 0;
  await waitUntil(
    "a publish failure",
    async () => {
      await system.traffic.visit();
      return look();
    },
    30_000,
    200,
  );
}

async function forgetFailures(system: Opsmantik): Promise<void> {
  const { era } = system.context;
  await refillWindows(system);
  if (era === "B") await system.pool.query("delete from ingest_publish_failures");
}

function workerKeysMissing(system: Opsmantik): Fault {
  const { deployment, qstash } = system;
  let since = 0;
  return {
    id: "worker-keys-missing",
    title: "QSTASH_CURRENT_SIGNING_KEY is missing: the worker takes no delivery",
    checks: ["worker", "vercel-env", "vercel-logs", ...DELIVERY_CHECKS],
    summary: "QSTASH_KEYS_MISSING",
    break: async () => {
      await qstash.idle().catch(() => undefined);
      since = Date.now();
      await deployment.override("worker-keys", { QSTASH_CURRENT_SIGNING_KEY: "", QSTASH_NEXT_SIGNING_KEY: "" });
      await waitUntil("a dead letter", async () => qstash.log.dead.size > 0, 30_000, 200);
    },
    heal: async () => {
      await deployment.override("worker-keys", undefined);
      qstash.log.forgetUndelivered(since);
      await refillWindows(system);
    },
  };
}
