import { z } from "zod";
import { type CheckContext, defineCheck } from "../src/core/check.ts";
import { CheckError } from "../src/core/check-error.ts";
import type { SqlQuery, SqlResult } from "../src/core/clients.ts";
import { durationMs, targetName } from "../src/core/params.ts";
import { plural } from "../src/core/plural.ts";
import { counts } from "./parts/boss-counts.ts";
import { cron, failed } from "./parts/boss-failures.ts";
import { expired, retries, starving } from "./parts/boss-jobs.ts";
import { type BossAsked, type BossLook, MAX_ROWS } from "./parts/boss-look.ts";
import { heartbeat, orphans, schedules } from "./parts/boss-upkeep.ts";
import { bossSchema, databaseUrl } from "./parts/database-params.ts";

const looks = { counts, expired, starving, retries, failed, cron, orphans, schedules, heartbeat } as const;
const DAY = 86_400_000;

const names = z.array(z.string().min(1)).optional();
const params = z.strictObject({
  database: databaseUrl,
  schema: bossSchema,
  look: z.enum(Object.keys(looks) as [keyof typeof looks, ...(keyof typeof looks)[]]),
  "older-than": durationMs.default(30_000).meta({ description: "starving: how long a job must have been due." }),
  since: durationMs.default(DAY).meta({ description: "counts, failed, cron: how far back finished jobs count." }),
  near: z.int().min(0).default(1).meta({ description: "retries: how many tries may be left." }),
  "known-queues": names.meta({ description: "orphans: the queues that are worked on." }),
  "known-schedules": names.meta({ description: "orphans, schedules: the schedules that should be there." }),
  "statement-timeout": durationMs.default(5000),
});
type Params = z.output<typeof params>;

/**
 * One look at a pg-boss schema; reads its version first. All looks read schema version 24 (pg-boss 10.1.5 to 10.4); `counts`
 * reads 20 (9.0) and 26 (11 and 12.5), too. Any other version is refused: unknown, never wrong. Facts: those of the look,
 * described in parts/boss-*.ts, and always `version` and `tookMs`. A statement that times out is not sent again.
 */
export const pgBoss = defineCheck({
  kind: "pg-boss",
  title: "pg-boss",
  params,
  target: (p) => targetName(p.database),
  async run({ params: p, clients, pace, trace }, signal) {
    const read = reader(p, clients, signal);
    const look: BossLook = looks[p.look];
    const version = await versionOf(p, read);
    if (!look.versions.includes(version)) {
      throw new CheckError(
        "config",
        `pg-boss's schema version is ${version}; ${p.look} reads ${look.versions.join(", ")}`,
      );
    }
    const asked = askedOf(p, pace);
    const result = await read(look.sql(`"${p.schema}"`, version), look.values(asked));
    trace(
      `${p.look}: ${plural(result.rows.length, "row")} in ${Math.round(result.tookMs)} ms, schema version ${version}`,
    );
    return { version, ...look.facts(result.rows, asked), tookMs: Math.round(result.tookMs) };
  },
});

type Read = (sql: string, values?: SqlQuery["values"]) => Promise<SqlResult>;

function reader(p: Params, { sql }: CheckContext<Params>["clients"], signal: AbortSignal): Read {
  return (statement, values = []) =>
    sql.read(
      {
        database: p.database,
        text: statement,
        values,
        statementMs: p["statement-timeout"],
        // The whole of orphans and schedules is counted here, not by the server.
        maxRows: p.look === "orphans" || p.look === "schedules" ? 1000 : MAX_ROWS,
        latch: statement,
      },
      signal,
    );
}

async function versionOf(p: Params, read: Read): Promise<number> {
  const missing = `there is no pg-boss in the schema ${p.schema}`;
  try {
    const version = (await read(`SELECT version FROM "${p.schema}".version ORDER BY version DESC`)).rows[0]?.version;
    if (typeof version === "number") return version;
  } catch (error) {
    if (error instanceof CheckError && error.code === "42P01")
      throw new CheckError("config", missing, { code: "42P01" });
    throw error;
  }
  throw new CheckError("config", missing);
}

function askedOf(p: Params, pace: number): BossAsked {
  return {
    olderThanMs: p["older-than"] / pace,
    sinceMs: p.since / pace,
    near: p.near,
    pace,
    knownQueues: p["known-queues"],
    knownSchedules: p["known-schedules"],
  };
}
