import type { ConfigProblem } from "../config/problem.ts";
import { nearestId } from "../core/nearest.ts";
import type { Runbook } from "../runbooks/parse-runbook.ts";
import { findRunbooks, parseInTurn } from "../runbooks/read-runbooks.ts";
import type { CliContext } from "./context.ts";
import { listed, UsageError } from "./flags.ts";
import type { ConfigFlags, OpenedConfig } from "./open-config.ts";
import { configDir } from "./state-dir.ts";

export interface OpenedRunbooks {
  /** Those of the systems that are configured. */
  readonly runbooks: readonly Runbook[];
  readonly problems: readonly ConfigProblem[];
}

/** Reads shipped runbooks, the user's, and those beside the given files; a later one takes the place of an earlier one. */
export async function openRunbooks(
  config: Pick<OpenedConfig, "systems" | "lab">,
  flags: ConfigFlags,
  context: CliContext,
): Promise<OpenedRunbooks> {
  const folders = [...(config.lab ? [] : [configDir(context.env, context.home)]), ...(listed(flags.config) ?? [])];
  const found = await Promise.all(folders.map(findRunbooks));
  const { runbooks, problems } = await parseInTurn([...(context.runbooks ?? []), ...found.flat()]);
  const known = new Set(config.systems.map((system) => system.id));
  return { runbooks: runbooks.filter(({ head }) => known.has(head.system)), problems };
}

/** The runbook that a word names: `system/name`, or the name alone where only one has it. */
export function theRunbook(word: string, runbooks: readonly Runbook[]): Runbook {
  const named = runbooks.filter(({ head }) => head.runbook === word || head.runbook.split("/")[1] === word);
  const [only, another] = named;
  if (only && !another) return only;
  const known = runbooks.map(({ head }) => head.runbook);
  const meant = nearestId(word, known);
  const ids = (named.length > 1 ? named.map(({ head }) => head.runbook) : known).join(", ");
  const why = named.length > 1 ? `"${word}" names several runbooks` : `no runbook "${word}"`;
  const there = ids === "" ? "are none: name a system with --system or --config" : `are ${ids}`;
  throw new UsageError(
    `${why}; ${named.length === 0 && meant !== undefined ? `did you mean ${meant}?` : `there ${there}`}`,
  );
}
