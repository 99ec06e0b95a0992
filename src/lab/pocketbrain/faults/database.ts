import type { Fault } from "../../faults.ts";
import type { GateMode } from "../../net/gate.ts";
import type { Pocketbrain } from "../running.ts";
import { MIGRATION, OWNER } from "../schema.ts";
import { PROXY_CHECKS, READY_CHECKS, SERVER_CHECKS } from "./check-sets.ts";
import { untilCounted, untilWell } from "./effects.ts";

export function databaseFaults(system: Pocketbrain): readonly Fault[] {
  return [
    gateFault(system, {
      id: "db-down",
      title: "PostgreSQL refuses connections: the server crashes, and does not start again",
      mode: "refuse",
      checks: [...SERVER_CHECKS, "database", "migrations", "edge", ...PROXY_CHECKS],
      counter: "upstream_5xx",
      summary: "REFUSED|accept connections",
    }),
    gateFault(system, {
      id: "db-hung",
      title: "PostgreSQL accepts connections and never answers: /ready hangs, /health does not",
      mode: "freeze",
      checks: [...READY_CHECKS, "host-ready", "database", "migrations", ...PROXY_CHECKS],
      counter: "timeout",
      summary: "no answer",
    }),
    writesRefused(system),
    migrationMissing(system),
    cursorTooOld(system),
  ];
}

interface GateFaultPlan extends Pick<Fault, "id" | "title" | "checks" | "summary"> {
  readonly mode: GateMode;
  /** What the Worker counts. */
  readonly counter: string;
}

function gateFault(system: Pocketbrain, { mode, counter, ...plan }: GateFaultPlan): Fault {
  return {
    ...plan,
    break: async () => {
      await system.database.set(mode);
      await untilCounted(system, counter);
    },
    heal: async () => {
      await system.database.set("open");
      await untilWell(system);
    },
  };
}

/** `select 1` still works, so /ready sees nothing. */
function writesRefused(system: Pocketbrain): Fault {
  return {
    id: "upstream-5xx",
    title: "The server has lost its rights to its tables: it answers 500 although it is ready",
    checks: ["pushes", ...PROXY_CHECKS],
    summary: "upstream_5xx",
    break: async () => {
      await system.pool.query(`revoke all on notes, note_changes from ${OWNER}`);
      await system.worker.call("warm-up");
      await untilCounted(system, "upstream_5xx");
    },
    heal: async () => {
      await system.pool.query(`grant all on notes, note_changes to ${OWNER}`);
      await untilWell(system);
    },
  };
}

function migrationMissing({ pool }: Pocketbrain): Fault {
  const { version, checksum } = MIGRATION;
  return {
    id: "migration-missing",
    title: "The release runs, and its newest migration was not applied",
    checks: ["migrations"],
    summary: "missing-row",
    break: async () => void (await pool.query("delete from schema_migrations where version = $1", [version])),
    heal: async () => {
      const row = [version, checksum, Date.now()];
      await pool.query("insert into schema_migrations values ($1, $2, $3) on conflict do nothing", row);
    },
  };
}

/** Seconds of real time between two devices that come back. */
const RETURN = 15;

/** Somebody's job prunes everything, so that each device that comes back finds its cursor too old. */
function cursorTooOld(system: Pocketbrain): Fault {
  const { pool, worker, context } = system;
  let job: NodeJS.Timeout | undefined;
  const prune = async () => {
    await pool.query("delete from note_changes");
    await worker.call("come-back");
  };
  return {
    id: "cursor-too-old",
    title: "A job on the host deletes the history of changes again and again: every device starts over",
    checks: ["cursor-resets"],
    summary: "start over",
    break: async () => {
      await prune();
      job = setInterval(() => void prune().catch(() => undefined), (RETURN * 1000) / context.pace);
    },
    heal: async () => {
      clearInterval(job);
      await worker.call("warm-up");
    },
  };
}
