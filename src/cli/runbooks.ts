import { type ConfigProblem, formatProblem } from "../config/problem.ts";
import { plural } from "../core/plural.ts";
import type { Runbook } from "../runbooks/parse-runbook.ts";
import { parseRunbooks, type RunbookFile, readRunbook } from "../runbooks/read-runbooks.ts";
import { type CliContext, EXIT, type Run } from "./context.ts";
import { drift } from "./drift.ts";
import { parseFlags, UsageError } from "./flags.ts";
import { newRunbook } from "./new-runbook.ts";
import { type ConfigFlags, type OpenedConfig, openConfig, reportProblems } from "./open-config.ts";
import { openRunbooks, theRunbook } from "./open-runbooks.ts";
import { openSession, type SessionFlags } from "./session.ts";
import { tierOf } from "./step-tier.ts";
import { testRunbooks } from "./test-runbooks.ts";

/** `runbooks` lists; `lint` says what has drifted, `new` writes a skeleton, `test` tries what steps wait for on live data. */
export const runbooks: Run = async (argv, context) => {
  const { values, positionals } = parseFlags(argv, { var: { type: "string", multiple: true } });
  const [word = "", ...rest] = positionals;
  const task = Object.hasOwn(tasks, word) ? tasks[word] : undefined;
  if (!task) throw new UsageError(`runbooks has no "${word}"; there are ${Object.keys(tasks).join(", ").trim()}`);
  const config = await openConfig(values, context);
  if (reportProblems(config.problems, context)) return EXIT.usage;
  return task(rest, { config, flags: values, context });
};

interface Call {
  readonly config: OpenedConfig;
  readonly flags: ConfigFlags & SessionFlags & { readonly json?: boolean; readonly var?: readonly string[] };
  readonly context: CliContext;
}

type Task = (words: readonly string[], call: Call) => Promise<number>;

const tasks: Readonly<Record<string, Task>> = {
  "": async (_words, { config, flags, context }) => {
    const opened = await openRunbooks(config, flags, context);
    if (reportProblems(opened.problems, context)) return EXIT.usage;
    const shape = { version: 1, runbooks: opened.runbooks.map(runbookJson) };
    context.stdout.write(flags.json ? `${JSON.stringify(shape)}\n` : listing(opened.runbooks));
    return EXIT.ok;
  },
  lint: async (files, { config, flags, context }) => {
    const read =
      files.length > 0 ? parseRunbooks(await readRunbooks(files)) : await openRunbooks(config, flags, context);
    return lint(read, config, { context, json: flags.json === true });
  },
  new: ([word, ...more], { config, flags, context }) => {
    if (more.length > 0) throw new UsageError("runbooks new takes one SYSTEM/NAME");
    return newRunbook(word, config, flags, context);
  },
  test: async (words, { config, flags, context }) => {
    const opened = await openRunbooks(config, flags, context);
    const chosen = words.length > 0 ? words.map((word) => theRunbook(word, opened.runbooks)) : opened.runbooks;
    const session = openSession(config, flags, context);
    try {
      // Paced deadlines are shorter than a look may take; drift is judged at the pace of real time.
      const problemsOf = (runbook: Runbook) => [
        ...opened.problems.filter((problem) => problem.file === runbook.file),
        ...(config.pace === 1 ? drift(runbook, config) : []),
      ];
      const testing = { config, session, context, vars: flags.var ?? [], json: flags.json === true };
      return await testRunbooks(
        chosen.map((runbook) => [runbook, problemsOf(runbook)] as const),
        testing,
      );
    } finally {
      await session.close();
    }
  },
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
  context.stderr.write(`nothing has drifted in ${plural(read.length, "runbook")}\n`);
  return EXIT.ok;
}

/** On stdout: `validate --json`, version 1, or a line a problem. */
export function printProblems(problems: readonly ConfigProblem[], json: boolean, { stdout }: CliContext): void {
  if (json) stdout.write(`${JSON.stringify({ version: 1, problems })}\n`);
  else for (const one of problems) stdout.write(`${formatProblem(one)}\n`);
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

function listing(read: readonly Runbook[]): string {
  if (read.length === 0) return "no runbook; they lie in runbooks/*.md beside the system files\n";
  const width = Math.max(...read.map(({ head }) => head.runbook.length));
  return read
    .map(({ head, steps }) => `${head.runbook.padEnd(width)}  ${head.title} (${steps.length} steps)\n`)
    .join("");
}
