import type { ConfigProblem } from "../config/problem.ts";
import { formatProblem } from "../config/problem.ts";
import { tame } from "../core/hostile-text.ts";
import { plural } from "../core/plural.ts";
import { type DryStep, dryRun } from "../runbooks/dry-run.ts";
import type { Runbook } from "../runbooks/parse-runbook.ts";
import type { Rehearsed } from "../runbooks/rehearse.ts";
import { type CliContext, EXIT } from "./context.ts";
import { UsageError } from "./flags.ts";
import type { OpenedConfig } from "./open-config.ts";
import { dryContext } from "./run-dry.ts";
import { jobOf } from "./run-job.ts";
import { runParams } from "./run-params.ts";
import type { Session } from "./session.ts";

/** One runbook in `runbooks test --json`, version 1. Fields may be added, never renamed. */
interface Tested {
  readonly id: string;
  /** What `runbooks lint` says; then nothing was tried. */
  readonly problems: readonly ConfigProblem[];
  /** Why nothing was tried: a parameter has no value. */
  readonly needs?: string;
  readonly steps: readonly DryStep[];
}

interface Testing {
  readonly config: OpenedConfig;
  readonly session: Session;
  readonly context: CliContext;
  /** `NAME=VALUE`, as `run` takes them. */
  readonly vars: readonly string[];
  readonly json: boolean;
}

/**
 * Goes through runbooks dry, and judges by live data what their steps wait for: whether it can be told, not whether it is so.
 * 2 drift, 1 a step that cannot be previewed, 4 an expectation that cannot be told now, else 0.
 */
export async function testRunbooks(
  runbooks: readonly (readonly [Runbook, readonly ConfigProblem[]])[],
  testing: Testing,
): Promise<number> {
  const { context, json, session } = testing;
  const tested: Tested[] = [];
  for (const [runbook, problems] of runbooks) {
    const one = await testOne(runbook, problems, testing);
    tested.push(one);
    if (!json) context.stdout.write(shown(textOf(one), session));
  }
  if (json) context.stdout.write(`${session.vault.redact(JSON.stringify({ version: 1, runbooks: tested }))}\n`);
  const expects = tested.flatMap(({ steps }) => steps.flatMap((step) => step.expects));
  const told = expects.filter(({ state }) => state === "met" || state === "not-met").length;
  context.stderr.write(
    `${plural(tested.length, "runbook")}: ${told} of ${plural(expects.length, "expectation")} can be told now\n`,
  );
  return exitOf(tested);
}

function exitOf(tested: readonly Tested[]): number {
  if (tested.some(({ problems }) => problems.length > 0)) return EXIT.usage;
  const steps = tested.flatMap((one) => one.steps);
  if (steps.some(({ ok }) => !ok)) return EXIT.bad;
  const open = steps.some(({ expects }) => expects.some(({ state }) => state === "unknown"));
  return open || tested.some(({ needs }) => needs !== undefined) ? EXIT.unknown : EXIT.ok;
}

async function testOne(
  runbook: Runbook,
  problems: readonly ConfigProblem[],
  { config, session, context, vars }: Testing,
): Promise<Tested> {
  const id = runbook.head.runbook;
  if (problems.length > 0) return { id, problems, steps: [] };
  const steps: DryStep[] = [];
  try {
    const params = runParams(runbook.head, vars);
    const job = jobOf({ runbook, params, config, context }, session);
    await dryRun(dryContext(job), (step) => void steps.push(step));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { id, problems, needs: error.message, steps };
  }
  return { id, problems, steps };
}

function textOf({ id, problems, needs, steps }: Tested): readonly string[] {
  return [
    id,
    ...problems.map((problem) => `  ✘ ${formatProblem(problem)}`),
    ...(needs === undefined ? [] : [`  ? ${needs}`]),
    ...steps.flatMap(stepLines),
  ];
}

function stepLines({ step, ok, lines, expects }: DryStep): readonly string[] {
  if (!ok) return [`  ✘ ${step}: ${lines.join("; ")}`];
  if (expects.length === 0) return [`  · ${step}: ${lines[0] ?? ""}`];
  return expects.map((one) => `  ${SIGN[one.state]} ${step}: ${wordsOf(one)}`);
}

const SIGN = { met: "●", "not-met": "●", unknown: "?", later: "…" } as const;
const WORDS = { met: "so now", "not-met": "not so now", unknown: "cannot be told", later: "later" } as const;

function wordsOf({ what, check, wanted, state, why }: Rehearsed): string {
  const about = what === "check" ? wanted : `${check}: ${wanted}`;
  return `${what === "proof" ? "proof, " : ""}${about}: ${WORDS[state]}${why === undefined ? "" : ` (${why})`}`;
}

function shown(lines: readonly string[], { vault }: Session): string {
  return lines.map((line) => `${tame(vault.redact(line), 500)}\n`).join("");
}
