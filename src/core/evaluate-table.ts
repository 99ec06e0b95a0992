import { compare } from "./compare.ts";
import { isTable, type Table, type TableRow } from "./reading.ts";
import type { TableTest, Test } from "./test.ts";
import type { TestContext } from "./test-context.ts";
import { every, isUnknown, negate, some, type Truth } from "./truth.ts";

type Evaluate = (test: Test, context: TestContext) => Truth;

/** Tests over the rows of a table fact. What was cut off could be anything, so only a witness among the rows decides. */
export function evaluateTable(test: TableTest, context: TestContext, evaluate: Evaluate): Truth {
  const table = context.facts[test.table];
  if (!isTable(table)) return { unknown: `${test.table} is not a table` };
  const over = (inner: Test): Truth[] => table.rows.map((row) => evaluate(inner, inRow(row, context)));
  if ("any" in test) return some([...over(test.any), ...hidden(table, test.table)]);
  if ("all" in test) return every([...over(test.all), ...hidden(table, test.table)]);
  if ("none" in test) return negate(some([...over(test.none), ...hidden(table, test.table)]));
  if ("max" in test) return largest(test, table);
  return counted(test, table, over);
}

function inRow(row: TableRow, context: TestContext): TestContext {
  return { ...context, facts: row, samples: () => [] };
}

function hidden(table: Table, name: string): Truth[] {
  return table.truncated ? [{ unknown: `${name} shows ${table.rows.length} of ${table.rowCount} rows` }] : [];
}

function largest(test: Extract<TableTest, { max: string }>, table: Table): Truth {
  const values = table.rows.map((row) => row[test.max]).filter((value) => typeof value === "number");
  if (values.length === 0) return { unknown: `${test.table}: no number in ${test.max}` };
  return compare(`max ${test.max}`, Math.max(...values), test);
}

function counted(
  test: Extract<TableTest, { count?: Test }>,
  table: Table,
  over: (inner: Test) => readonly Truth[],
): Truth {
  if (test.count === undefined) return compare(`rows of ${test.table}`, table.rowCount, test);
  const truths = over(test.count);
  const sure = truths.filter((truth) => truth === true).length;
  const open = truths.filter(isUnknown).length + (table.truncated ? table.rowCount - table.rows.length : 0);
  const least = compare("count", sure, test);
  return open === 0 || compare("count", sure + open, test) === least
    ? least
    : { unknown: `${test.table}: ${open} rows cannot be told` };
}
