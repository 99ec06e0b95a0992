import type { Fault } from "../../faults.ts";
import type { GateMode } from "../../net/gate.ts";
import { waitUntil } from "../../process/wait-until.ts";
import type { Opsmantik } from "../running.ts";
import { DELIVERY_CHECKS, databaseLogChecks, sqlChecks, watchtowerChecks } from "./check-sets.ts";
import { refillWindows } from "./windows-of-visits.ts";

export function databaseFaults(system: Opsmantik): readonly Fault[] {
  const faults = [
    gateFault(system, {
      id: "db-down",
      title: "PostgreSQL refuses connections",
      mode: "refuse",
      summary: "REFUSED|accept connections",
    }),
    gateFault(system, {
      id: "db-frozen",
      title: "PostgreSQL accepts connections and never answers",
      mode: "freeze",
      summary: "no answer|time",
    }),
  ];
  return system.redis.present ? [...faults, redisDown(system)] : faults;
}

interface GateFaultPlan {
  readonly id: string;
  readonly title: string;
  readonly mode: GateMode;
  readonly summary: string;
}

/** At H an event for a site that cannot be looked up is refused before it is published, so nothing is undelivered. */
function gateFault(system: Opsmantik, plan: GateFaultPlan): Fault {
  const { era } = system.context;
  const deliveries = era === "H" ? [] : DELIVERY_CHECKS;
  let since = 0;
  return {
    id: plan.id,
    title: plan.title,
    checks: ["health", ...watchtowerChecks(era), ...sqlChecks(era), ...deliveries, ...databaseLogChecks(era)],
    summary: plan.summary,
    break: async () => {
      await system.qstash.idle().catch(() => undefined);
      since = Date.now();
      await system.database.set(plan.mode);
      if (era === "H") return;
      await system.traffic.visit();
      await waitUntil("a dead letter", async () => system.qstash.log.dead.size > 0, 40_000);
    },
    heal: async () => {
      await system.database.set("open");
      await system.deployment.redeploy();
      system.qstash.log.forgetUndelivered(since);
      if (era === "B") await system.pool.query("delete from ingest_publish_failures");
      await refillWindows(system);
    },
  };
}

function redisDown({ context, redis }: Opsmantik): Fault {
  return {
    id: "redis-down",
    title: "redis-server is not running",
    // At H the rate limit is closed without Redis: visits are answered with 503.
    checks: context.era === "H" ? ["redis", "vercel-logs"] : ["redis"],
    summary: "REFUSED|accept connections",
    break: () => context.redis.stop(redis.port),
    heal: async () => void (await context.redis.start(redis.port, redis.password)),
  };
}
