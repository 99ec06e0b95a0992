import { type Config, loadConfig } from "../config/load-config.ts";
import type { ConfigProblem } from "../config/problem.ts";
import { readSettings } from "../config/settings.ts";
import { readSources, shippedSources } from "../config/sources.ts";
import { plural } from "../core/plural.ts";
import { findRunbooks, parseRunbooks } from "../runbooks/read-runbooks.ts";
import { type CliContext, EXIT, knownTo, panelIds, type Run } from "./context.ts";
import { drift } from "./drift.ts";
import { parseFlags } from "./flags.ts";
import { printProblems, readRunbooks } from "./runbooks.ts";
import { configDir } from "./state-dir.ts";
import { keyProblems } from "./user-keys.ts";

export const validate: Run = async (argv, context) => {
  const { values, positionals } = parseFlags(argv, {});
  const given = [...(values.config ?? []), ...positionals];
  const [paths, markdown] = [given.filter((path) => !isMarkdown(path)), given.filter(isMarkdown)];
  const folders = paths.length > 0 ? paths : [configDir(context.env, context.home)];
  const read = await Promise.all(folders.map((path) => readSources(path, paths.length > 0)));
  const shipped = shippedSources(context.shipped);
  const sources = [...shipped, ...read.flatMap((one) => one.sources)];
  const known = knownTo(context);
  const named = loadConfig({ ...known, sources, pace: 1 });
  // Each file is also checked on its own shipped base, so all systems are chosen: the named ones, or all that are there.
  const offered = shipped.map((source) => source.file.split("/", 1)[0] ?? "");
  const systems = [...new Set([...offered, ...named.systems.map((system) => system.id)])];
  const all = paths.length > 0 ? undefined : loadConfig({ ...known, sources, systems, pace: 1 });
  const runbooks = await runbookProblems({ markdown, folders }, all ?? named, context);
  const settings = given.length > 0 ? [] : await settingsProblems(context);
  const files = [...read.flatMap((one) => one.problems), ...settings, ...named.problems, ...(all?.problems ?? [])];
  const problems = distinct([...files, ...runbooks]);
  printProblems(problems, values.json === true, context);
  if (problems.length > 0) return EXIT.usage;
  const own = read.flatMap((one) => one.sources).length + markdown.length;
  const checks = new Set([...named.plans, ...(all?.plans ?? [])].map((plan) => plan.id)).size;
  context.stderr.write(
    `nothing wrong in ${plural(own, "file")} of yours and ${shipped.length} shipped ones, ${plural(checks, "check")}\n`,
  );
  return EXIT.ok;
};

async function settingsProblems(context: CliContext): Promise<readonly ConfigProblem[]> {
  const { keys, problems } = await readSettings(configDir(context.env, context.home));
  return [...problems, ...(await keyProblems(keys, panelIds(context)))];
}

function isMarkdown(path: string): boolean {
  return path.endsWith(".md");
}

/** Mistakes and drift of runbooks: those named, those beside system files, and shipped ones of systems that are here. */
async function runbookProblems(
  { markdown, folders }: { readonly markdown: readonly string[]; readonly folders: readonly string[] },
  config: Config,
  { runbooks: shipped = [] }: CliContext,
): Promise<ConfigProblem[]> {
  const named = await readRunbooks(markdown);
  const found = (await Promise.all(folders.map(findRunbooks))).flat();
  const { runbooks, problems } = parseRunbooks([...shipped, ...found, ...named]);
  const offered = new Set(shipped.map(({ file }) => file));
  const here = runbooks.filter(({ file, head }) => !offered.has(file) || config.bindings.has(head.system));
  return [...problems, ...here.flatMap((runbook) => drift(runbook, config))];
}

function distinct(problems: readonly ConfigProblem[]): ConfigProblem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}
