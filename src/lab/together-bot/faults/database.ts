import type { Fault } from "../../faults.ts";
import type { GateMode } from "../../net/gate.ts";
import type { TogetherBot } from "../running.ts";
import { untilHealthy, untilIdle } from "./health.ts";

/** Everything but the process itself is seen through the database, and /healthz asks it, too. */
const ALL_CHECKS = [
  "healthz",
  "version",
  "database",
  "heartbeat",
  "one-worker",
  "queues",
  "queue-publish",
  "queue-duel",
  "queue-raid",
  "queue-pair",
  "expired",
  "starving",
  "retries",
  "failed",
  "cron-dispatch",
  "orphans",
  "schedules",
  "posts",
  "posts-stale",
  "posts-never-draining",
  "projection-duel",
  "projection-raid",
  "projection-pair",
] as const;

export function databaseFaults(system: TogetherBot): readonly Fault[] {
  return [
    gateFault(system, "refuse", "db-down", "PostgreSQL refuses connections, and the bot crashes for it"),
    gateFault(system, "freeze", "db-frozen", "PostgreSQL accepts connections and never answers"),
    databaseUrlChanged(system),
  ];
}

function gateFault(system: TogetherBot, mode: GateMode, id: string, title: string): Fault {
  return {
    id,
    title,
    // A server that resets its connections ends the bot's process, and its log has the dump.
    checks: mode === "refuse" ? [...ALL_CHECKS, "bot-log"] : ALL_CHECKS,
    summary: mode === "refuse" ? "REFUSED|accept connections" : "no answer|time",
    break: () => {
      system.neon.disable(mode === "refuse");
      return system.database.set(mode);
    },
    heal: async () => {
      system.neon.disable(false);
      await system.database.set("open");
      await untilHealthy(system);
    },
  };
}

/** The password in the host's variable is no longer that of the database: the bot cannot boot, and we still can ask. */
function databaseUrlChanged(system: TogetherBot): Fault {
  const { supervisor, host, config } = system;
  return {
    id: "database-url-changed",
    title: "DATABASE_URL of the bot's host was changed: its password is wrong, and the bot cannot start",
    checks: ["healthz", "version", "heartbeat", "one-worker", "bot-log"],
    summary: "could not start|REFUSED",
    break: async () => {
      await untilIdle(system);
      host.databaseUrl = config.databaseUrl.replace(/:[^:@/]+@/, ":expired@");
      await supervisor.restart(host).catch(() => undefined);
    },
    heal: async () => {
      host.databaseUrl = config.databaseUrl;
      await supervisor.restart(host);
      await untilHealthy(system);
    },
  };
}
