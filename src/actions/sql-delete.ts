import { z } from "zod";
import { type ActionContext, defineAction, type Outcome } from "../core/action.ts";
import { CheckError } from "../core/check-error.ts";
import { tableOf } from "../core/facts.ts";
import { targetName, text } from "../core/params.ts";
import { plural } from "../core/plural.ts";
import type { SqlTransaction } from "../core/write-clients.ts";
import { applied, notApplied } from "./parts/outcome.ts";
import { endOfTransaction } from "./parts/sql-end.ts";
import { type Images, imagesName, imagesOf, quoted, valuesText } from "./parts/sql-images.ts";

const params = z.strictObject({
  database: text.meta({ description: "A connection URL, such as ${secrets.database}." }),
  table: z.string(),
  key: z.array(z.string()).min(1).default(["id"]),
  where: z.string().min(1).meta({
    description: "Which rows of the table, which is `t`: SQL without values of people, who are $1, $2 … of `values`.",
  }),
  values: z.array(z.union([z.string(), z.number(), z.boolean()])).optional(),
  "at-most": z.int().min(1).max(100).meta({ description: "More rows than that are never deleted." }),
});
type Params = z.output<typeof params>;

const STATEMENT_MS = 15_000;
const SAMPLE = 10;

/**
 * Deletes rows in one transaction, whole images of them on disk before COMMIT, so that `sql-undo` can put them back. The
 * count of the preview is expected again, and no row at all is refused.
 */
export const sqlDelete = defineAction({
  kind: "sql-delete",
  title: "Delete rows of a PostgreSQL table",
  params,
  minTier: 2,
  timeoutMs: () => 2 * STATEMENT_MS,
  target: ({ database, table }) => `${targetName(database)} ${table}`,
  preview: async ({ params: given, clients }, signal) => {
    const { database, table, key, where, values = [], "at-most": most } = given;
    const query = `select ${key.map(quoted).join(", ")} from ${quoted(table)} t where (${where})`;
    const limits = { statementMs: STATEMENT_MS, maxRows: most };
    const { rows, truncated } = await clients.sql.read({ database, text: query, values, ...limits }, signal);
    if (truncated)
      throw new CheckError("config", `more than ${plural(most, "row")} would be deleted`, { hint: "raise at-most" });
    if (rows.length === 0) throw new CheckError("config", `no row of ${table} is to be deleted`);
    return {
      requests: [`delete from ${table} where (${where})${valuesText(values)}`],
      effect: `${plural(rows.length, "row")} of ${table} to be deleted`,
      count: rows.length,
      sample: tableOf(rows.slice(0, SAMPLE), rows.length),
    };
  },
  run: async (context, signal) => {
    const options = { statementMs: STATEMENT_MS, signal };
    return context.writes.sql.transact(context.params.database, (tx) => remove(tx, context), options);
  },
  look: async (context, signal) => {
    const kept = await imagesOf(context);
    if (!kept) return notApplied("it ended before its COMMIT");
    const { clients, params: given } = context;
    return endOfTransaction(clients.sql, { database: given.database, transaction: kept.transaction }, signal);
  },
});

async function remove(transaction: SqlTransaction, context: ActionContext<Params>): Promise<Outcome> {
  const { params: given, previewed, keep, step } = context;
  const { rows } = await transaction.run({
    text: `delete from ${quoted(given.table)} t where (${given.where}) returning to_jsonb(t)::text as image, txid_current()::text as id`,
    values: given.values ?? [],
    maxRows: given["at-most"] + 1,
  });
  if (rows.length !== previewed.count) {
    throw new CheckError(
      "config",
      `${plural(rows.length, "row")} would be deleted, not the ${previewed.count} of the preview`,
    );
  }
  const before = rows.map(({ image }) => JSON.parse(String(image)) as Record<string, unknown>);
  const images: Images = {
    table: given.table,
    key: given.key,
    columns: Object.keys(before[0] ?? {}),
    transaction: String(rows[0]?.id),
    before,
    after: [],
  };
  await keep(imagesName(step), images);
  return applied(`${plural(rows.length, "row")} deleted`, { rows: rows.length });
}
