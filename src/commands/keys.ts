import type { Command, Scope } from "./command.ts";

export interface KeyConflict {
  readonly scope: Scope;
  readonly key: string;
  /** Ids of both owners. */
  readonly owners: readonly [string, string];
}

/** Two commands that want one key in one scope. None in a table that may be used. */
export function keyConflicts(commands: readonly Command[]): readonly KeyConflict[] {
  const owners = new Map<string, string>();
  const conflicts: KeyConflict[] = [];
  for (const { id, scope, keys } of commands) {
    for (const key of keys) {
      const place = `${scope} ${key}`;
      const owner = owners.get(place);
      if (owner === undefined) owners.set(place, id);
      else conflicts.push({ scope, key, owners: [owner, id] });
    }
  }
  return conflicts;
}

/** The table with a user's keys, by command id. An unknown id changes nothing. */
export function withKeys(
  commands: readonly Command[],
  overrides: Readonly<Record<string, readonly string[]>>,
): readonly Command[] {
  return commands.map((command) => {
    const keys = Object.hasOwn(overrides, command.id) ? overrides[command.id] : undefined;
    if (!keys) return command;
    const { footer } = command;
    return { ...command, keys, ...(footer && { footer: { ...footer, keys: keys.map(keyLabel).join(" ") } }) };
  });
}

const labels: Readonly<Record<string, string>> = {
  up: "↑",
  down: "↓",
  left: "←",
  right: "→",
  " ": "space",
};

export function keyLabel(key: string): string {
  return labels[key] ?? key;
}
