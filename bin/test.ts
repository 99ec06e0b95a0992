import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gates } from "./gates.ts";

const full = process.argv.includes("--full");
let passed = 0;
let failed = 0;
let skipped = 0;

for (const gate of gates) {
  const began = performance.now();
  const { passed: holds, output } = gate.run();
  process.stdout.write(`${holds ? "✓" : "✗"} ${gate.name} ${((performance.now() - began) / 1000).toFixed(1)}s\n`);
  if (!holds) process.stdout.write(`${output}\n`);
  if (holds) passed++;
  else failed++;
}

const folder = mkdtempSync(join(tmpdir(), "opsdeck-test-"));
try {
  const report = join(folder, "report.json");
  const args = ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const { status } = spawnSync(
    process.execPath,
    ["node_modules/.bin/vitest", ...(full ? [...args, "--config", "vitest.full.config.ts"] : args)],
    {
      stdio: "inherit",
    },
  );
  const counts = JSON.parse(readFileSync(report, "utf8")) as Record<string, number>;
  for (const told of triedAgain(counts)) process.stdout.write(`tried again: ${told}\n`);
  passed += counts.numPassedTests ?? 0;
  const broken = (counts.numFailedTests ?? 0) + (counts.numFailedTestSuites ? failedFiles(counts) : 0);
  // An error that no test caught fails no test, and vitest as a whole.
  failed += broken > 0 || status === 0 ? broken : 1;
  skipped = (counts.numPendingTests ?? 0) + (counts.numTodoTests ?? 0);
} catch (error) {
  process.stdout.write(`vitest left no report: ${error instanceof Error ? error.message : String(error)}\n`);
  failed++;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

process.stdout.write(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}\n`);
process.exitCode = failed > 0 ? 1 : 0;

interface FileResult {
  readonly status: string;
  readonly assertionResults: readonly { status: string; fullName: string; failureMessages?: readonly string[] }[];
}

function filesOf(counts: Record<string, unknown>): readonly FileResult[] {
  return (counts.testResults ?? []) as readonly FileResult[];
}

/** A file that did not load has no tests to fail; it counts as one. */
function failedFiles(counts: Record<string, unknown>): number {
  return filesOf(counts).filter((file) => file.status === "failed" && file.assertionResults.length === 0).length;
}

/** Tests of labs that failed once and then passed, with how they failed: what is told can be mended. */
function triedAgain(counts: Record<string, unknown>): readonly string[] {
  const tests = filesOf(counts).flatMap((file) => file.assertionResults);
  return tests.flatMap(({ status, fullName, failureMessages: [first] = [] }) =>
    status === "passed" && first !== undefined ? [`${fullName}: ${first.split("\n", 1)[0]}`] : [],
  );
}
