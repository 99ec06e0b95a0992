import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bindNames } from "../../checks/parts/sql-bind.ts";
import { queryProblem } from "../../checks/parts/sql-guard.ts";
import { cutSql } from "../../checks/parts/sql-text.ts";

const none = new Set<string>();

describe("named parameters", () => {
  it.each([
    ["a = :x AND b = :y AND c = :x", "a = $1 AND b = $2 AND c = $1", ["x", "y"]],
    ["now() - :since", "now() - $1::interval", ["since"]],
    ["a::text = :x::text", "a::text = $1::text", ["x"]],
    ["':x' || \":x\" || $$:x$$ || $q$ :x $q$ || E'\\':x'", undefined, []],
    ["-- :x\n/* :x /* :x */ :x */ :y", "-- :x\n/* :x /* :x */ :x */ $1", ["y"]],
    ["'it''s :x' || :y", "'it''s :x' || $1", ["y"]],
    ["list[lo:hi] || list[1:2] || list[(a):b]", undefined, []],
    ["a$b:x", undefined, []],
    ["'12:30' = :t", "'12:30' = $1", ["t"]],
    ["a$tag$:x$tag$", undefined, []],
    ["(:x,:y)", "($1,$2)", ["x", "y"]],
    ["'open :x", undefined, []],
  ])("%s", (sql, text, names) => {
    expect(bindNames(sql, new Set(["since"]))).toEqual({ text: text ?? sql, names });
  });

  const quoted = fc.oneof(
    fc.string().map((s) => `'${s.replaceAll("'", "''")}'`),
    fc.string().map((s) => `"${s.replaceAll('"', '""')}"`),
    fc.string().map((s) => `--${s.replaceAll(/[\n\r]/g, "")}\n`),
    fc.string().map((s) => `/*${s.replaceAll(/[*/]/g, "")}*/`),
    fc.string().map((s) => `$q$${s.replaceAll("$", "")}$q$`),
    fc.string().map((s) => `e'${s.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`),
  );
  const code = fc.constantFrom(" select ", "\n", " a.b ", "::text ", " ( ", " , ", " 12 ", " := ", " - ", " < ");
  it("are never found in what is quoted, and always elsewhere (property)", () => {
    const piece = fc.oneof(
      quoted.map((text) => ({ text, name: "" })),
      code.map((text) => ({ text, name: "" })),
      fc.constantFrom("x", "y_2", "Zed").map((name) => ({ text: ` :${name} `, name })),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const sql = pieces.map(({ text }) => ` ${text}`).join("");
        const names = pieces.map(({ name }) => name).filter((name) => name !== "");
        const bound = bindNames(sql, none);
        expect(bound.names).toEqual([...new Set(names)]);
        let back = bound.text;
        for (const { text, name } of pieces) if (name !== "") back = back.replace(/ \$\d+ /, text);
        expect(bound.text.length).toBe(
          sql.length - names.reduce((sum, name) => sum + name.length - String(bound.names.indexOf(name) + 1).length, 0),
        );
        expect(back.length).toBe(sql.length);
      }),
    );
  });
  it("lose nothing and never fail, whatever the text (property)", () => {
    const noise = fc.string({ unit: fc.constantFrom(..."ab:'\"$-/*\\;\n eE$q ") });
    fc.assert(
      fc.property(fc.oneof(fc.string(), noise), (sql) => {
        expect(
          cutSql(sql)
            .map(({ text }) => text)
            .join(""),
        ).toBe(sql);
        bindNames(sql, none);
        queryProblem(sql);
      }),
      { numRuns: 500 },
    );
  });
});

describe("a query", () => {
  it.each([
    "SELECT 1",
    "  -- why\n  select 1;",
    "WITH a AS (SELECT 1) SELECT * FROM a",
    "(SELECT 1) UNION (SELECT 2)",
    "SHOW server_version",
    "VALUES (1), (2)",
    "SELECT ';' AS semicolon, 'delete from t' AS words, \"update\" FROM t",
    'SELECT "nextval", "a" FROM "pg_notify" WHERE pg_wal_lsn_diff(a, b) > 0',
    "SELECT updated_at, lock_id, set_config FROM t -- insert into t",
  ])("may be %s", (sql) => expect(queryProblem(sql)).toBeUndefined());
  it.each([
    "DELETE FROM t",
    "SELECT 1; SELECT 2",
    "SELECT 1;;",
    "",
    "EXPLAIN ANALYZE DELETE FROM t",
    "WITH gone AS (DELETE FROM t RETURNING 1) SELECT 1",
    "WITH x AS (UPDATE ONLY public.t AS u SET a = 1 RETURNING 1) SELECT 1",
    "SELECT * FROM t FOR UPDATE",
    "SELECT pg_terminate_backend(1)",
    "SELECT pg_catalog.set_config ('a', 'b', false)",
    "SELECT pg_advisory_lock(1)",
    'SELECT "pg_sleep"(3)',
    "SELECT pg_stat_reset()",
    "SELECT pg_stat_statements_reset()",
    "SELECT pg_wal_replay_pause()",
    "SELECT pg_log_backend_memory_contexts(1)",
    "SELECT pg_notify('a', 'b')",
    "SELECT pg_logical_emit_message(false, 'a', 'b')",
    "SELECT query_to_xml('select 1', true, true, '')",
    "SELECT $1",
    "BEGIN",
    "COPY t TO PROGRAM 'sh'",
  ])("may not be %s", (sql) => expect(queryProblem(sql)).toBeTypeOf("string"));
});
