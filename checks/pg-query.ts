import { z } from "zod";
import { defineCheck } from "../src/core/check.ts";
import { CheckError } from "../src/core/check-error.ts";
import type { SqlResult } from "../src/core/clients.ts";
import { scalarOf, tableOf } from "../src/core/facts.ts";
import { tame } from "../src/core/hostile-text.ts";
import { durationMs, targetName } from "../src/core/params.ts";
import { plural } from "../src/core/plural.ts";
import type { Facts, Scalar } from "../src/core/reading.ts";
import { databaseUrl } from "./parts/database-params.ts";
import { bindNames } from "./parts/sql-bind.ts";
import { queryProblem } from "./parts/sql-guard.ts";

const name = z.string().regex(/^[A-Za-z_]\w*$/, "a name of letters, digits and _");
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const params = z
  .strictObject({
    database: databaseUrl,
    query: z
      .string()
      .superRefine((sql, context) => {
        const problem = queryProblem(sql);
        if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
      })
      .meta({ description: "One SELECT, WITH, VALUES or SHOW. `:name` takes a value of `bind` or `windows`." }),
    bind: z.record(name, scalar).default({}),
    windows: z
      .record(name, durationMs)
      .default({})
      .meta({ description: "Durations bound as intervals; the lab divides them by its pace." }),
    "statement-timeout": durationMs.default(5000),
    "max-rows": z.int().min(1).max(200).default(50),
    table: z.string().min(1).optional().meta({ description: "Fact that takes all rows. Without it one row is due." }),
  })
  .superRefine((p, context) => {
    const asked = bindNames(p.query, new Set()).names;
    const given = [...Object.keys(p.bind), ...Object.keys(p.windows)];
    for (const missing of asked.filter((each) => !given.includes(each))) {
      context.addIssue({ code: "custom", path: ["query"], message: `:${missing} is in neither bind nor windows` });
    }
    for (const idle of given.filter((each) => !asked.includes(each))) {
      const path = Object.hasOwn(p.bind, idle) ? "bind" : "windows";
      context.addIssue({ code: "custom", path: [path, idle], message: `the query has no :${idle}` });
    }
  });
type Params = z.output<typeof params>;

/**
 * One reading statement in a read-only session. Facts: the columns of its one row, or with `table` one table fact of all
 * rows (at most `max-rows`) and `rows`, their number; and `tookMs`. Times are ISO texts, intervals seconds. A query that
 * runs into its statement-timeout is not sent again (`latched`). Failures: the network's, `auth`, `throttled`, `timeout`,
 * `config` for what the server cannot understand, `parse` when not exactly one row came.
 */
export const pgQuery = defineCheck({
  kind: "pg-query",
  title: "PostgreSQL query",
  params,
  target: (p) => targetName(p.database),
  async run({ params: p, clients, pace, trace }, signal) {
    const bound = bindNames(p.query, new Set(Object.keys(p.windows)));
    const result = await clients.sql.read(
      {
        database: p.database,
        text: bound.text,
        values: bound.names.map((each) => boundValue(p, each, pace)),
        statementMs: p["statement-timeout"],
        maxRows: p["max-rows"],
        latch: bound.text,
      },
      signal,
    );
    trace(`${plural(result.rows.length, "row")} in ${Math.round(result.tookMs)} ms from ${targetName(p.database)}`);
    return { ...factsOf(result, p.table), tookMs: Math.round(result.tookMs) };
  },
});

function boundValue(p: Params, each: string, pace: number): Scalar {
  const window = p.windows[each];
  return window === undefined ? (p.bind[each] ?? null) : `${window / pace} milliseconds`;
}

function factsOf(result: SqlResult, table: string | undefined): Facts {
  if (table !== undefined) {
    const count = result.rows.length + (result.truncated ? 1 : 0);
    return { [table]: tableOf(result.rows, count), rows: result.rows.length };
  }
  const [row] = result.rows;
  if (!row || result.rows.length > 1 || result.truncated) {
    throw new CheckError("parse", `one row was due, ${result.truncated ? "more" : result.rows.length} came`, {
      hint: "use an aggregate, or name a `table` fact for the rows",
    });
  }
  return Object.fromEntries(Object.entries(row).map(([column, value]) => [tame(column, 80), scalarOf(value)]));
}
