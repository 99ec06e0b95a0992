import { z } from "zod";
import { type ActionContext, type ActionLook, defineAction, type Outcome } from "../core/action.ts";
import { CheckError } from "../core/check-error.ts";
import { targetName, text } from "../core/params.ts";
import { plural } from "../core/plural.ts";
import type { SqlTransaction } from "../core/write-clients.ts";
import { applied, notApplied } from "./parts/outcome.ts";
import { endOfTransaction } from "./parts/sql-end.ts";
import { type Images, imagesOf, quoted } from "./parts/sql-images.ts";

const params = z.strictObject({ database: text });
type Params = z.output<typeof params>;

const STATEMENT_MS = 15_000;
const undoneSchema = z.object({ transaction: z.string() });

/**
 * Gives back the rows that a `sql` or `sql-delete` step changed: those only that are still as it left them, and that are
 * still gone.
 */
export const sqlUndo = defineAction({
  kind: "sql-undo",
  title: "Give back the rows that the step changed",
  params,
  minTier: 1,
  timeoutMs: () => 2 * STATEMENT_MS,
  target: ({ database }) => targetName(database),
  preview: async (context, signal) => {
    const images = await rowsOf(context);
    if (!images) return { requests: [], effect: NOTHING, count: 0 };
    const { rows } = await context.clients.sql.read(
      {
        database: context.params.database,
        text: leftSql(images),
        values: [JSON.stringify(images.after.length > 0 ? images.after : images.before)],
        statementMs: STATEMENT_MS,
      },
      signal,
    );
    const count = Number(rows[0]?.n ?? 0);
    const all = plural(images.before.length, "row");
    const effect = `given back are ${count} of ${all} of ${images.table}: as many as are still as the step left them`;
    return { requests: [requestOf(images)], effect, count };
  },
  run: async (context, signal) => {
    const images = await rowsOf(context);
    if (!images) return applied(NOTHING, { rows: 0, left: 0 });
    const options = { statementMs: STATEMENT_MS, signal };
    return context.writes.sql.transact(context.params.database, (tx) => giveBack(tx, images, context), options);
  },
  look: async ({ params: { database }, clients, evidence, key }, signal) => {
    const kept = undoneSchema.safeParse(await evidence(undoneName(key)));
    if (!kept.success) return notApplied("it ended before its COMMIT");
    return endOfTransaction(clients.sql, { database, transaction: kept.data.transaction }, signal);
  },
});

function undoneName(key: string): string {
  return `undone-${key}`;
}

const NOTHING = "no image of rows was kept, so that the step has changed none";

/** The rows that may be given back. A secret is never on disk, so that such rows are not known. */
async function rowsOf(context: Pick<ActionLook<Params>, "evidence" | "step">): Promise<Images | undefined> {
  const images = await imagesOf(context);
  if (!JSON.stringify(images?.before ?? []).includes("••••••••")) return images;
  throw new CheckError("config", "the image of the rows holds a secret, which is not on disk: give them back by hand");
}

/** How many rows are as the step left them: changed as it changed them, or still gone. */
function leftSql(images: Images): string {
  const { table, key, after } = images;
  const all = `jsonb_array_elements($1::jsonb) a`;
  if (after.length > 0) {
    return `select count(*)::int as n from ${quoted(table)} t join ${all} on to_jsonb(t) @> a.value`;
  }
  const same = key.map((column) => `to_jsonb(t) -> '${column}' = a.value -> '${column}'`).join(" and ");
  return `select count(*)::int as n from ${all} where not exists (select from ${quoted(table)} t where ${same})`;
}

function requestOf({ table, columns, after }: Images): string {
  if (after.length === 0) return `insert into ${table} what was deleted`;
  return `update ${table} set ${columns.join(", ")} to what they were`;
}

function backText({ table: name, key, columns, after }: Images): string {
  const table = quoted(name);
  const rows = `jsonb_populate_recordset(null::${table}, $1::jsonb) r`;
  if (after.length === 0)
    return `insert into ${table} select r.* from ${rows} on conflict do nothing returning 1 as one`;
  const back = columns.map((column) => `${quoted(column)} = r.${quoted(column)}`).join(", ");
  const same = key.map((column) => `t.${quoted(column)} = r.${quoted(column)}`).join(" and ");
  return `update ${table} t set ${back} from ${rows} where ${same} and exists (select from jsonb_array_elements($2::jsonb) a where to_jsonb(t) @> a.value) returning 1 as one`;
}

async function giveBack(transaction: SqlTransaction, images: Images, context: ActionContext<Params>): Promise<Outcome> {
  const { before, after } = images;
  const { rows } = await transaction.run({
    text: backText(images),
    values: (after.length > 0 ? [before, after] : [before]).map((rows) => JSON.stringify(rows)),
  });
  const { rows: numbers } = await transaction.run({ text: "select txid_current()::text as id" });
  await context.keep(undoneName(context.key), { transaction: String(numbers[0]?.id) });
  const left = before.length - rows.length;
  const say = `${plural(rows.length, "row")} given back${left > 0 ? `, ${left} left as they are: others changed them since` : ""}`;
  return applied(say, { rows: rows.length, left });
}
