import { runAsOwner } from "../../database/admin.ts";
import type { Fault } from "../../faults.ts";
import { reset } from "../reset.ts";
import type { JobSeek } from "../running.ts";
import { OWNER } from "../schema.ts";
import { METRICS, SQL } from "./check-sets.ts";
import { pauseUsers, resumeUsers, untilLetters, untilRuns } from "./fault-tools.ts";

export function databaseFaults(system: JobSeek): readonly Fault[] {
  return [dbDown(system), dbHung(system), tableMissing(system), zeroFallback(system)];
}

/** The connections that idle are reset, which ends the API once; its host starts it again, and then it answers 500. */
function dbDown(system: JobSeek): Fault {
  return {
    id: "db-down",
    title: "PostgreSQL refuses connections, and the API crashes for it",
    checks: ["readiness", "latency", "dead-letters", ...METRICS, ...SQL],
    summary: "REFUSED|accept connections",
    break: async () => {
      await pauseUsers(system);
      void system.traffic.search(0);
      await untilRuns(system, "status = 'RUNNING'", (count) => count > 0);
      await system.database.set("refuse");
      await untilLetters(system, 1);
      resumeUsers(system);
    },
    heal: async () => {
      await system.database.set("open");
      await reset(system);
    },
  };
}

/** Connections stay and nothing comes back: the API's /health hangs, too, since it asks without a time-out. */
function dbHung(system: JobSeek): Fault {
  return {
    id: "db-hung",
    title: "PostgreSQL takes connections and never answers, so that the API's /health hangs",
    checks: ["readiness", "latency", ...METRICS, ...SQL],
    summary: "no answer from database",
    break: async () => {
      await pauseUsers(system);
      await system.database.set("freeze");
    },
    heal: async () => {
      await system.database.set("open");
      await reset(system);
    },
  };
}

interface Renaming {
  readonly id: string;
  readonly title: string;
  readonly checks: readonly string[];
  readonly summary: string;
  readonly away: string;
  readonly back: string;
}

function renaming({ pool }: JobSeek, { away, back, ...fault }: Renaming): Fault {
  return {
    ...fault,
    break: () => runAsOwner(pool, OWNER, away),
    heal: () => runAsOwner(pool, OWNER, back),
  };
}

function tableMissing(system: JobSeek): Fault {
  return renaming(system, {
    id: "table-missing",
    title: "A required table is missing: a migration was not applied",
    checks: ["readiness"],
    summary: "table.*missing|migration",
    away: "alter table scrape_schedule_events rename to scrape_schedule_events_away",
    back: "alter table scrape_schedule_events_away rename to scrape_schedule_events",
  });
}

function zeroFallback(system: JobSeek): Fault {
  return renaming(system, {
    id: "metrics-zero-fallback",
    title: "A query of the metrics fails for a missing column, and they answer zeros with 200",
    checks: METRICS,
    summary: "zero",
    away: "alter table job_offers rename column expires_at to expires_at_away",
    back: "alter table job_offers rename column expires_at_away to expires_at",
  });
}
