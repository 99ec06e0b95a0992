import { writeFile } from "node:fs/promises";
import { Redis } from "ioredis";
import type { Fault } from "../../faults.ts";
import { waitUntil } from "../../process/wait-until.ts";
import type { Pocketbrain } from "../running.ts";
import { READY_CHECKS } from "./check-sets.ts";
import { degradedFlags, ready, untilCounted, untilUndegraded, untilWell, useServer } from "./effects.ts";

const EFFECT_MS = 30_000;

export function redisFaults(system: Pocketbrain): readonly Fault[] {
  return [redisDown(system), redisSticky(system), realtimeFallback(system)];
}

function startRedis({ context, redis }: Pocketbrain): Promise<boolean> {
  return context.redis.start(redis.port, redis.password);
}

function redisDown(system: Pocketbrain): Fault {
  const { context, redis } = system;
  const live = READY_CHECKS.filter((check) => check !== "ready-database");
  return {
    id: "redis-down",
    title: "redis-server is not running: /ready is 503, and no stream opens",
    checks: [...live, "fallback", "host-ready", "redis-log", "circuit", "causes"],
    summary: "Redis",
    break: async () => {
      await context.redis.stop(redis.port);
      await useServer(system);
      await untilCounted(system, "upstream_5xx");
    },
    heal: async () => {
      await startRedis(system);
      await untilUndegraded(system);
      await untilWell(system);
    },
  };
}

/** In a quiet hour: nobody uses a ticket or writes, which alone would clear what is left. */
function redisSticky(system: Pocketbrain): Fault {
  const { context, redis, worker } = system;
  return {
    id: "redis-sticky",
    title: "Redis was down and is back; its flags stay until a ticket is used and a note is written",
    checks: ["ready", "ready-realtime", "ready-stream-ticket", "fallback"],
    summary: "left from",
    break: async () => {
      await worker.call("pause", { on: true });
      await context.redis.stop(redis.port);
      await useServer(system);
      await startRedis(system);
      await waitUntil("Redis to be back", async () => (await ready(system))?.ok === true, EFFECT_MS);
      await waitUntil("two flags to stay", async () => (await degradedFlags(system)).length === 2, EFFECT_MS);
      await rotateLog(system);
    },
    heal: async () => {
      await untilUndegraded(system);
      await worker.call("pause", { on: false });
    },
  };
}

/** What the log says of the outage has been moved away by logrotate. */
async function rotateLog({ serverConfig }: Pocketbrain): Promise<void> {
  await writeFile(serverConfig.logFile, "");
}

/** Redis lives and holds keys, but its user may use no channel any more. */
function realtimeFallback(system: Pocketbrain): Fault {
  const { redis } = system;
  const asAdmin = async (...commands: readonly (readonly [string, ...string[]])[]) => {
    const admin = new Redis({ host: "127.0.0.1", port: redis.port, password: redis.password });
    try {
      for (const [command, ...rest] of commands) await admin.call(command, ...rest);
    } finally {
      admin.disconnect();
    }
  };
  return {
    id: "realtime-fallback",
    title: "Redis' user has lost its rights to channels: changes reach only the streams of one process",
    checks: ["ready", "ready-realtime", "fallback", "redis-log"],
    summary: "local-fallback",
    break: async () => {
      await asAdmin(["ACL", "SETUSER", "default", "resetchannels"], ["CLIENT", "KILL", "TYPE", "pubsub"]);
      await useServer(system);
      await waitUntil(
        "realtime to fall back",
        async () => (await degradedFlags(system)).includes("realtime"),
        EFFECT_MS,
      );
    },
    heal: async () => {
      await asAdmin(["ACL", "SETUSER", "default", "allchannels"]);
      await untilUndegraded(system);
    },
  };
}
