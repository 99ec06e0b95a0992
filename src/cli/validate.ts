import { loadConfig } from "../config/load-config.ts";
import { type ConfigProblem, formatProblem } from "../config/problem.ts";
import { readSources, shippedSources } from "../config/sources.ts";
import { plural } from "../core/plural.ts";
import { EXIT, type Run } from "./context.ts";
import { parseFlags } from "./flags.ts";
import { configDir } from "./state-dir.ts";

export const validate: Run = async (argv, context) => {
  const { values, positionals } = parseFlags(argv, {});
  const paths = [...(values.config ?? []), ...positionals];
  const read = await Promise.all(
    paths.length > 0
      ? paths.map((path) => readSources(path, true))
      : [readSources(configDir(context.env, context.home), false)],
  );
  const shipped = shippedSources(context.shipped);
  const sources = [...shipped, ...read.flatMap((one) => one.sources)];
  // Each file is also checked on its own shipped base, so all systems are chosen: the named ones, or all that are there.
  const systems = paths.length > 0 ? undefined : shipped.map((source) => source.file.split("/", 1)[0] ?? "");
  const named = loadConfig({ sources, kinds: context.checkKinds, pace: 1 });
  const all = systems && loadConfig({ sources, kinds: context.checkKinds, systems, pace: 1 });
  const problems = distinct([...read.flatMap((one) => one.problems), ...named.problems, ...(all?.problems ?? [])]);
  if (values.json) context.stdout.write(`${JSON.stringify({ version: 1, problems })}\n`);
  else for (const problem of problems) context.stdout.write(`${formatProblem(problem)}\n`);
  if (problems.length > 0) return EXIT.usage;
  const given = read.flatMap((one) => one.sources).length;
  const checks = new Set([...named.plans, ...(all?.plans ?? [])].map((plan) => plan.id)).size;
  context.stderr.write(
    `nothing wrong in ${plural(given, "file")} of yours and ${shipped.length} shipped ones, ${plural(checks, "check")}\n`,
  );
  return EXIT.ok;
};

function distinct(problems: readonly ConfigProblem[]): ConfigProblem[] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}
