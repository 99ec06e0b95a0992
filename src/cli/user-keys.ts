import type { Command } from "../commands/command.ts";
import { keyMistakes, withKeys } from "../commands/keys.ts";
import type { KeyOverride } from "../config/key-settings.ts";
import type { ConfigProblem } from "../config/problem.ts";

/** What is wrong with the keys of `opsdeck.yaml`. The command table is loaded only for who has some. */
export async function keyProblems(
  overrides: readonly KeyOverride[],
  panels: readonly string[],
): Promise<readonly ConfigProblem[]> {
  if (overrides.length === 0) return [];
  const { commandTable } = await import("../commands/commands.ts");
  const mistakes = keyMistakes(commandTable(panels), byCommand(overrides));
  return overrides.flatMap(({ command, keys: _keys, ...place }) =>
    mistakes.filter((mistake) => mistake.command === command).map(({ message, hint }) => ({ ...place, message, hint })),
  );
}

/** The command table with a user's keys, which have no mistakes. */
export function withUserKeys(commands: readonly Command[], overrides: readonly KeyOverride[]): readonly Command[] {
  return overrides.length === 0 ? commands : withKeys(commands, byCommand(overrides));
}

function byCommand(overrides: readonly KeyOverride[]): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(overrides.map(({ command, keys }) => [command, keys]));
}
