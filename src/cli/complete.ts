import { incidentFolders, incidentNumber } from "../journal/incident-folders.ts";
import type { CliContext } from "./context.ts";
import { findDuties } from "./find-duties.ts";
import { looseFlags } from "./flags.ts";
import { faultIds } from "./lab/faults.ts";
import { openConfig } from "./open-config.ts";
import { openRunbooks } from "./open-runbooks.ts";
import { stateDir } from "./state-dir.ts";
import { COMMON_FLAGS, type Flag, flagsOf, type Ids, type Subcommand, type Subcommands } from "./subcommand.ts";

/** What may stand in place of the last of these words. Nothing where a shell knows better: paths. */
export async function complete(
  table: Subcommands,
  words: readonly string[],
  context: CliContext,
): Promise<readonly string[]> {
  const current = words.at(-1) ?? "";
  const found = await candidates(table, { before: words.slice(0, -1), current }, context);
  return found.filter((word) => word.startsWith(current));
}

interface Cursor {
  readonly before: readonly string[];
  readonly current: string;
}

async function candidates(
  table: Subcommands,
  { before, current }: Cursor,
  context: CliContext,
): Promise<readonly string[]> {
  const [first] = before;
  const name = first === undefined || first.startsWith("-") ? "" : first;
  const subcommand = Object.hasOwn(table, name) ? table[name] : undefined;
  if (!subcommand) return [];
  const flags = [...flagsOf(subcommand), ...COMMON_FLAGS];
  const valued = flags.find((flag) => flag.value !== undefined && flag.name === before.at(-1));
  if (valued) return valuesOf(valued, before, context);
  if (current.startsWith("-")) return flags.map((flag) => flag.name);
  if (name === "") return first === undefined ? Object.keys(table).filter((word) => word !== "") : [];
  return wordsOf(subcommand, before.slice(1), context);
}

function valuesOf({ name, value = "" }: Flag, before: readonly string[], context: CliContext) {
  if (name === "--system") return idsOf("systems", before, context);
  if (name === "--panel") return context.panels.map((panel) => panel.id);
  return value.includes("|") ? value.split("|") : [];
}

function wordsOf({ takes }: Subcommand, behind: readonly string[], context: CliContext) {
  if (takes === undefined) return [];
  if (typeof takes === "string") return idsOf(takes, behind, context);
  const word = behind.find((one) => Object.hasOwn(takes, one));
  const ids = word === undefined ? undefined : takes[word];
  if (ids === undefined) return Object.keys(takes);
  return ids === "nothing" ? [] : idsOf(ids, behind, context);
}

/** Ids as this machine has them; none where they cannot be told. */
async function idsOf(ids: Ids, words: readonly string[], context: CliContext): Promise<readonly string[]> {
  try {
    return await sources[ids](words, context);
  } catch {
    return []; // A broken configuration completes to nothing; the call itself says why.
  }
}

type Source = (words: readonly string[], context: CliContext) => Promise<readonly string[]> | readonly string[];

const sources: Readonly<Record<Ids, Source>> = {
  checks: async (words, context) => (await openConfig(looseFlags(words), context)).plans.map((plan) => plan.id),
  runbooks: async (words, context) => {
    const flags = looseFlags(words);
    const opened = await openRunbooks(await openConfig(flags, context), flags, context);
    return opened.runbooks.map(({ head }) => head.runbook);
  },
  systems: async (words, context) => {
    const shipped = context.shipped.map(({ file }) => file.split("/", 1)[0] ?? "");
    const own = (await openConfig({ config: looseFlags(words).config }, context)).systems.map((system) => system.id);
    return [...new Set([...own, ...shipped])];
  },
  faults: (_words, context) => faultIds(context),
  duties: async (words, context) => (await findDuties(stateOf(words, context))).duties.map((duty) => duty.id),
  incidents: (words, context) => incidentIds(stateOf(words, context)),
  replays: (words, context) => [
    ...(context.trainings ?? []).map(({ name }) => name),
    ...incidentIds(stateOf(words, context)),
  ],
  files: () => [],
};

function stateOf(words: readonly string[], { env, home }: CliContext): string {
  return stateDir(looseFlags(words).state, env, home);
}

function incidentIds(state: string): readonly string[] {
  return incidentFolders(state).map((folder) => incidentNumber(folder).id);
}
