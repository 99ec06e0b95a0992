import type { KeyOverride } from "../config/key-settings.ts";
import { type Config, type ConfigSource, findLab, loadConfig } from "../config/load-config.ts";
import type { NoticeSettings } from "../config/notice-settings.ts";
import { type ConfigProblem, formatProblem } from "../config/problem.ts";
import { readSettings } from "../config/settings.ts";
import { readSources, shippedSources } from "../config/sources.ts";
import type { LabStanza } from "../config/system-schema.ts";
import type { UpdateRules } from "../core/incident.ts";
import type { SecretText } from "../core/secret.ts";
import { type CliContext, knownTo } from "./context.ts";
import { listed } from "./flags.ts";
import { allOnLoopback, answersNonce } from "./lab/prove.ts";
import { configDir } from "./state-dir.ts";
import { keyProblems } from "./user-keys.ts";

export interface ConfigFlags {
  readonly config?: readonly string[] | undefined;
  readonly system?: readonly string[] | undefined;
}

export interface OpenedConfig extends Config {
  /** Divides every window: the lab's pace when the lab is proven, else 1. */
  readonly pace: number;
  /** There when the lab is proven. */
  readonly lab: LabStanza | undefined;
  /** What the user wants to be told of; never in a lab. */
  readonly notices?: NoticeSettings | undefined;
  /** What several bastions share; never in a lab. */
  readonly store?: SecretText | undefined;
  /** How bad incidents can be, and how often they are told of; absent: the defaults. */
  readonly updates?: UpdateRules | undefined;
  /** The user's own keys; in a lab there are none: its texts name those that it has. */
  readonly keys: readonly KeyOverride[];
}

/**
 * Reads shipped, user's and given files and plans the checks. A lab's overlay stands alone: the user's own systems are
 * not mixed with simulated ones, and its pace counts only when the lab answers its nonce and all targets are loopback.
 */
export async function openConfig(flags: ConfigFlags, context: CliContext): Promise<OpenedConfig> {
  const given = await readAll(listed(flags.config) ?? [], true);
  const claimed = findLab(given.sources);
  const own = configDir(context.env, context.home);
  const user = claimed ? none : await readAll([own], false);
  const settings = claimed ? none : await readSettings(own);
  const sources = [...shippedSources(context.shipped), ...user.sources, ...given.sources];
  const systems = listed(flags.system);
  const answers = claimed ? answersNonce(claimed) : false;
  const known = knownTo(context);
  const plan = (pace: number): Config => loadConfig({ ...known, sources, systems, pace });
  const assumed = plan(claimed?.pace ?? 1);
  const proven = claimed !== undefined && (await answers) && (await allOnLoopback(assumed.plans, context.env));
  const config = proven || !claimed ? assumed : plan(1);
  const problems = [
    ...given.problems,
    ...user.problems,
    ...settings.problems,
    ...(await keyProblems(settings.keys, known.panels)),
    ...config.problems,
    ...unknownSystems(systems, config, sources),
  ];
  return {
    ...config,
    pace: proven ? claimed.pace : 1,
    problems,
    lab: proven ? claimed : undefined,
    notices: settings.notices,
    store: settings.store,
    updates: settings.updates,
    keys: settings.keys,
  };
}

/** Prints problems for people; true when there were any. */
export function reportProblems(problems: readonly ConfigProblem[], context: CliContext): boolean {
  for (const problem of problems) context.stderr.write(`${formatProblem(problem)}\n`);
  return problems.length > 0;
}

const none = {
  sources: [] as ConfigSource[],
  problems: [] as ConfigProblem[],
  notices: undefined,
  store: undefined,
  updates: undefined,
  keys: [] as readonly KeyOverride[],
};

async function readAll(
  paths: readonly string[],
  required: boolean,
): Promise<Pick<typeof none, "sources" | "problems">> {
  const read = await Promise.all(paths.map((path) => readSources(path, required)));
  return { sources: read.flatMap((one) => [...one.sources]), problems: read.flatMap((one) => [...one.problems]) };
}

function unknownSystems(
  systems: readonly string[] | undefined,
  config: Config,
  sources: readonly ConfigSource[],
): ConfigProblem[] {
  const known = new Set(config.systems.map((system) => system.id));
  const offered = sources.filter((source) => source.shipped).map((source) => source.file.split("/", 1)[0]);
  return (systems ?? [])
    .filter((id) => !known.has(id))
    .map((id) => ({
      file: "--system",
      line: 1,
      column: 1,
      path: "",
      message: `no system "${id}"`,
      hint: `shipped are ${offered.join(", ")}; name your own file with --config`,
    }));
}
