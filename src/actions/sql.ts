import { z } from "zod";
import { type ActionContext, defineAction, type Outcome } from "../core/action.ts";
import { CheckError } from "../core/check-error.ts";
import type { SqlQuery } from "../core/clients.ts";
import { tableOf } from "../core/facts.ts";
import { targetName, text } from "../core/params.ts";
import { plural } from "../core/plural.ts";
import type { SqlTransaction } from "../core/write-clients.ts";
import { applied, notApplied } from "./parts/outcome.ts";
import { endOfTransaction } from "./parts/sql-end.ts";
import { type Images, imagesName, imagesOf, jsonOfColumns, quoted, valuesText } from "./parts/sql-images.ts";

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const params = z.strictObject({
  database: text.meta({ description: "A connection URL, such as ${secrets.database}." }),
  table: z.string(),
  key: z.array(z.string()).min(1).default(["id"]),
  set: z
    .record(z.string(), z.union([scalar, z.strictObject({ sql: z.string() })]))
    .meta({ description: "Columns and their new values; { sql: now() } is an expression." }),
  where: z
    .string()
    .min(1)
    .meta({ description: "Which rows: SQL without values of people, who are $1, $2 … of `values`." }),
  values: z.array(z.union([z.string(), z.number(), z.boolean()])).optional(),
  "at-most": z.int().min(1).max(500).meta({ description: "More rows than that are never changed." }),
});
type Params = z.output<typeof params>;

const STATEMENT_MS = 15_000;
const SAMPLE = 10;

/**
 * Changes rows in one transaction. The count of the preview is expected again, the rows' images are on disk before COMMIT,
 * and a COMMIT whose answer is lost is told by its transaction number.
 */
export const sql = defineAction({
  kind: "sql",
  title: "Change rows of a PostgreSQL table",
  params,
  minTier: 2,
  timeoutMs: () => 2 * STATEMENT_MS,
  target: ({ database, table }) => `${targetName(database)} ${table}`,
  preview: async ({ params: given, clients }, signal) => {
    const columns = columnsOf(given);
    const query: SqlQuery = {
      database: given.database,
      text: `select ${columns.map(quoted).join(", ")} from ${quoted(given.table)} t where (${given.where})`,
      values: given.values ?? [],
      statementMs: STATEMENT_MS,
      maxRows: given["at-most"],
    };
    const { rows, truncated } = await clients.sql.read(query, signal);
    const most = given["at-most"];
    if (truncated)
      throw new CheckError("config", `more than ${plural(most, "row")} would be changed`, { hint: "raise at-most" });
    const effect = `${plural(rows.length, "row")} of ${given.table}: ${Object.keys(given.set).join(", ")} are set`;
    return {
      requests: [updateText(given)],
      effect,
      count: rows.length,
      sample: tableOf(rows.slice(0, SAMPLE), rows.length),
    };
  },
  run: async (context, signal) => {
    const { params: given, writes } = context;
    const options = { statementMs: STATEMENT_MS, signal };
    return writes.sql.transact(given.database, (transaction) => change(transaction, context), options);
  },
  look: async (context, signal) => {
    const kept = await imagesOf(context);
    // The images are kept before COMMIT is sent: without them there was none.
    if (!kept) return notApplied("it ended before its COMMIT");
    const { clients, params: given } = context;
    return endOfTransaction(clients.sql, { database: given.database, transaction: kept.transaction }, signal);
  },
});

function columnsOf({ key, set }: Params): string[] {
  return [...new Set([...key, ...Object.keys(set)])];
}

function updateText(given: Params): string {
  const changes = Object.entries(given.set).map(([column, value]) => {
    return `${column} = ${typeof value === "object" && value !== null ? value.sql : JSON.stringify(value)}`;
  });
  return `update ${given.table} set ${changes.join(", ")} where (${given.where})${valuesText(given.values)}`;
}

async function change(transaction: SqlTransaction, context: ActionContext<Params>): Promise<Outcome> {
  const { params: given, previewed, keep, step } = context;
  const before = await imagesBefore(transaction, given);
  if (before.length !== previewed.count) {
    throw new CheckError(
      "config",
      `${plural(before.length, "row")} would be changed, not the ${previewed.count} of the preview`,
    );
  }
  const after = await update(transaction, given, before);
  if (after.length !== before.length)
    throw new CheckError("config", `${plural(after.length, "row")} changed, not ${before.length}`);
  const { rows } = await transaction.run({ text: "select txid_current()::text as id" });
  const images: Images = {
    table: given.table,
    key: given.key,
    columns: Object.keys(given.set),
    transaction: String(rows[0]?.id),
    before,
    after,
  };
  await keep(imagesName(step), images);
  return applied(`${plural(before.length, "row")} changed`, { rows: before.length });
}

async function imagesBefore(transaction: SqlTransaction, given: Params): Promise<Record<string, unknown>[]> {
  const { rows } = await transaction.run({
    text: `select ${jsonOfColumns("t", columnsOf(given))}::text as image from ${quoted(given.table)} t where (${given.where}) for update`,
    values: given.values ?? [],
    maxRows: given["at-most"] + 1,
  });
  return rows.map(({ image }) => JSON.parse(String(image)) as Record<string, unknown>);
}

async function update(transaction: SqlTransaction, given: Params, before: readonly unknown[]) {
  const values: (string | number | boolean | null)[] = [JSON.stringify(before)];
  const changes = Object.entries(given.set).map(([column, value]) => {
    if (typeof value === "object" && value !== null) return `${quoted(column)} = ${value.sql}`;
    return `${quoted(column)} = $${values.push(value)}`;
  });
  const same = given.key.map((column) => `t.${quoted(column)} = r.${quoted(column)}`).join(" and ");
  const { rows } = await transaction.run({
    text: `update ${quoted(given.table)} t set ${changes.join(", ")} from jsonb_populate_recordset(null::${quoted(given.table)}, $1::jsonb) r where ${same} returning ${jsonOfColumns("t", columnsOf(given))}::text as image`,
    values,
    maxRows: given["at-most"] + 1,
  });
  return rows.map(({ image }) => JSON.parse(String(image)) as Record<string, unknown>);
}
