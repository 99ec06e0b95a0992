import { actionKinds } from "../actions/index.ts";
import type { Config } from "../config/load-config.ts";
import { type ConfigProblem, formatProblem } from "../config/problem.ts";
import { lintRunbook } from "../runbooks/lint.ts";
import type { Runbook } from "../runbooks/parse-runbook.ts";
import { parseRunbooks, type RunbookFile, readRunbook } from "../runbooks/read-runbooks.ts";
import type { Step } from "../runbooks/runbook-schema.ts";
import { type CliContext, EXIT, type Run } from "./context.ts";
import { parseFlags, UsageError } from "./flags.ts";
import { type OpenedConfig, openConfig, reportProblems } from "./open-config.ts";
import { openRunbooks } from "./open-runbooks.ts";

/** `runbooks` lists; `runbooks lint [FILE…]` says what has drifted, and exits with 2 when something has. */
export const runbooks: Run = async (argv, context) => {
  const { values, positionals } = parseFlags(argv, {});
  const [word, ...files] = positionals;
  if (word !== undefined && word !== "lint")
    throw new UsageError(`runbooks has no "${word}"; opsdeck runbooks, or runbooks lint`);
  const config = await openConfig(values, context);
  if (reportProblems(config.problems, context)) return EXIT.usage;
  const opened =
    files.length > 0 ? parseRunbooks(await readRunbooks(files)) : await openRunbooks(config, values, context);
  if (word === "lint") return lint(opened, config, { context, json: values.json === true });
  if (reportProblems(opened.problems, context)) return EXIT.usage;
  const shape = { version: 1, runbooks: opened.runbooks.map(runbookJson) };
  context.stdout.write(values.json ? `${JSON.stringify(shape)}\n` : listing(opened.runbooks));
  return EXIT.ok;
};

/** Rejects with UsageError for a file that cannot be read. */
export function readRunbooks(paths: readonly string[]): Promise<readonly RunbookFile[]> {
  const unreadable = (path: string) => () => Promise.reject(new UsageError(`${path} cannot be read`));
  return Promise.all(paths.map((path) => readRunbook(path).catch(unreadable(path))));
}

interface Report {
  readonly context: CliContext;
  readonly json: boolean;
}

function lint(
  { runbooks: read, problems }: { readonly runbooks: readonly Runbook[]; readonly problems: readonly ConfigProblem[] },
  config: OpenedConfig,
  { context, json }: Report,
): number {
  const all = [...problems, ...read.flatMap((runbook) => drift(runbook, config))];
  printProblems(all, json, context);
  if (all.length > 0) return EXIT.usage;
  context.stderr.write(`nothing has drifted in ${read.length} runbooks\n`);
  return EXIT.ok;
}

/** On stdout: `validate --json`, version 1, or a line a problem. */
export function printProblems(problems: readonly ConfigProblem[], json: boolean, { stdout }: CliContext): void {
  if (json) stdout.write(`${JSON.stringify({ version: 1, problems })}\n`);
  else for (const one of problems) stdout.write(`${formatProblem(one)}\n`);
}

/** What is wrong between a runbook and the systems that are configured. */
export function drift(runbook: Runbook, { plans, bindings }: Pick<Config, "plans" | "bindings">): ConfigProblem[] {
  const bound = bindings.get(runbook.head.system);
  if (bound) return lintRunbook(runbook, { plans, bindings: bound, actions: actionKinds });
  const place = runbook.front.locate(["system"]);
  const message = `no system "${runbook.head.system}" is configured`;
  return [{ file: runbook.file, ...place, path: "system", message, hint: "name it with --system or --config" }];
}

function runbookJson({ head, steps }: Runbook) {
  return {
    id: head.runbook,
    system: head.system,
    title: head.title,
    steps: steps.map(({ step }) => ({ id: step.id, type: step.type, title: step.title, tier: tierOf(step) })),
    params: Object.entries(head.params ?? {}).map(([name, param]) => ({ name, ...param })),
  };
}

/** 0 for a step that changes nothing. */
export function tierOf(step: Step): number {
  if (step.type !== "action") return step.tier ?? 0;
  const kinds = step.calls.map((call) => actionKinds.find((kind) => kind.kind === call.action)?.minTier ?? 1);
  return Math.max(step.tier ?? 1, ...kinds);
}

function listing(read: readonly Runbook[]): string {
  if (read.length === 0) return "no runbook; they lie in runbooks/*.md beside the system files\n";
  const width = Math.max(...read.map(({ head }) => head.runbook.length));
  return read
    .map(({ head, steps }) => `${head.runbook.padEnd(width)}  ${head.title} (${steps.length} steps)\n`)
    .join("");
}
