import { createHash } from "node:crypto";
import { z } from "zod";
import { type ActionContext, type ActionLook, defineAction } from "../core/action.ts";
import { CheckError } from "../core/check-error.ts";
import { tame } from "../core/hostile-text.ts";
import { targetName, text } from "../core/params.ts";
import { applied, notApplied } from "./parts/outcome.ts";
import { quoted } from "./parts/sql-images.ts";

const params = z.strictObject({
  database: text,
  schema: z.string().default("public"),
  queue: z.string().min(1),
  data: z.record(z.string(), z.unknown()).default({}),
  "id-field": z.string().optional().meta({ description: "The field of the data that gets the job's own id, a UUID." }),
  "retry-limit": z.int().min(0).default(2),
  "retry-delay": z.int().min(0).default(0).meta({ description: "Seconds." }),
  "singleton-key": z.string().optional(),
  "singleton-seconds": z.int().min(1).optional().meta({ description: "Two jobs with one key are kept apart so long." }),
});
type Params = z.output<typeof params>;

/** pg-boss 10's schema: earlier and later ones have other columns and partitions. */
const VERSIONS = [24];
const STATEMENT_MS = 10_000;

/**
 * Sends one job as pg-boss 10 does: with the queue's policy, and only to a queue that has a partition. Its id is made of
 * the request's name, so that the job is found again.
 */
export const pgBossSend = defineAction({
  kind: "pg-boss-send",
  title: "Send a job to a pg-boss queue",
  params,
  minTier: 2,
  target: ({ database, queue }) => `${targetName(database)} ${queue}`,
  preview: async (look, signal) => {
    const { queue, data } = look.params;
    const policy = await policyOf(look, signal);
    const requests = [`send ${queue} ${tame(JSON.stringify(data), 500)}`, settingsText(look, policy)];
    return { requests, effect: `one job is queued in ${queue}`, count: 1, counts: "job" };
  },
  run: async (context, signal) => {
    const { params: given, writes, key } = context;
    const policy = await policyOf(context, signal);
    const id = jobId(key);
    const { rows } = await writes.sql.transact(
      given.database,
      (transaction) => transaction.run(insert(context, id, policy)),
      {
        statementMs: STATEMENT_MS,
        signal,
      },
    );
    if (rows.length === 0)
      return notApplied(`NOT SENT: ${given.queue} has such a job already (its singleton key or policy)`);
    return applied(`job ${id} is queued`, { jobId: id });
  },
  look: async ({ params: { database, schema, queue }, clients, key }, signal) => {
    const id = jobId(key);
    const found = await clients.sql.read(
      {
        database,
        text: `select state::text as state from ${quoted(schema)}.job where name = $1 and id = $2::uuid`,
        values: [queue, id],
        statementMs: STATEMENT_MS,
      },
      signal,
    );
    const state = found.rows[0]?.state;
    return state === undefined ? notApplied("there is no such job") : applied(`job ${id} is ${state}`, { jobId: id });
  },
});

/** A UUID that the same request always has. */
function jobId(key: string): string {
  const hex = createHash("sha256").update(key).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Refuses a schema that is not known, and a queue to which pg-boss would silently send nothing. */
async function policyOf({ params: given, clients }: ActionLook<Params>, signal: AbortSignal): Promise<string | null> {
  const { database, schema, queue } = given;
  const read = async (text: string, values: readonly string[]) =>
    (await clients.sql.read({ database, text, values, statementMs: STATEMENT_MS }, signal)).rows[0];
  const version = await read(`select version from ${quoted(schema)}.version`, []);
  if (!VERSIONS.includes(Number(version?.version))) {
    throw new CheckError(
      "config",
      `pg-boss schema ${version?.version ?? "unknown"} is not known here: nothing is written to it`,
    );
  }
  const row = await read(`select policy, partition_name from ${quoted(schema)}.queue where name = $1`, [queue]);
  if (!row) throw new CheckError("config", `NOT SENT: there is no queue ${queue}`);
  if (row.partition_name === null) throw new CheckError("config", `NOT SENT: the queue ${queue} has no partition`);
  return typeof row.policy === "string" ? row.policy : null;
}

/** How long two jobs of one key are kept apart, in seconds; null: they are not. */
function secondsApart({ params: given, pace }: ActionLook<Params>): number | null {
  const wanted = given["singleton-seconds"];
  return wanted === undefined ? null : Math.max(1, Math.round(wanted / pace));
}

/** How pg-boss will treat the job, in words. */
function settingsText(look: ActionLook<Params>, policy: string | null): string {
  const { params: given } = look;
  const [field, key, seconds] = [given["id-field"], given["singleton-key"], secondsApart(look)];
  const apart = seconds === null ? "" : `, no second one of it within ${seconds} s`;
  return [
    `tried again ${given["retry-limit"]} times after ${given["retry-delay"]} s`,
    `policy ${policy ?? "none"}`,
    ...(field === undefined ? [] : [`${field} is the job's own id`]),
    ...(key === undefined ? [] : [`singleton key ${tame(key, 200)}${apart}`]),
  ].join("; ");
}

function insert(context: ActionContext<Params>, id: string, policy: string | null) {
  const { params: given } = context;
  const field = given["id-field"];
  const data = { ...given.data, ...(field !== undefined && { [field]: id }) };
  const seconds = secondsApart(context);
  return {
    text: `insert into ${quoted(given.schema)}.job
      (id, name, data, retry_limit, retry_delay, policy, singleton_key, singleton_on)
      values ($1::uuid, $2, $3::jsonb, $4::int, $5::int, $6, $7,
        case when $8::int is null then null
          else 'epoch'::timestamp + '1s'::interval * ($8::int * floor(date_part('epoch', now()) / $8::int)) end)
      on conflict do nothing returning id::text as id`,
    values: [
      id,
      given.queue,
      JSON.stringify(data),
      given["retry-limit"],
      given["retry-delay"],
      policy,
      given["singleton-key"] ?? null,
      seconds,
    ],
  };
}
