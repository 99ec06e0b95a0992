import { nearest } from "../core/nearest.ts";
import type { Command, Scope } from "./command.ts";
import { isGuarded, takesText } from "./scope.ts";

export interface KeyConflict {
  readonly scope: Scope;
  readonly key: string;
  /** Ids of both owners. */
  readonly owners: readonly [string, string];
}

/** Two commands that want one key in one scope, or one that wants what works anywhere. None in a table that may be used. */
export function keyConflicts(commands: readonly Command[]): readonly KeyConflict[] {
  const owners = new Map<string, string>();
  const conflicts: KeyConflict[] = [];
  const anywhereFirst = commands.toSorted((a, b) => Number(b.scope === "anywhere") - Number(a.scope === "anywhere"));
  for (const { id, scope, keys } of anywhereFirst) {
    for (const key of keys) {
      const place = `${scope} ${key}`;
      const owner = owners.get(`anywhere ${key}`) ?? owners.get(place);
      if (owner === undefined) owners.set(place, id);
      else conflicts.push({ scope, key, owners: [owner, id] });
    }
  }
  return conflicts;
}

/** What is wrong with the keys that a user gave to a command. */
export interface KeyMistake {
  readonly command: string;
  readonly message: string;
  readonly hint: string;
}

/** Everything that is wrong with a user's keys by command id: unknown commands and keys, fixed ones, two owners of one key. */
export function keyMistakes(
  commands: readonly Command[],
  overrides: Readonly<Record<string, readonly string[]>>,
): readonly KeyMistake[] {
  const ids = commands.map(({ id }) => id);
  const wrong = Object.entries(overrides).flatMap(([id, keys]): readonly KeyMistake[] => {
    const command = commands.find((one) => one.id === id);
    if (!command) return [{ command: id, message: `no command "${id}"`, hint: meantCommand(id, ids) }];
    return isGuarded(command.scope) ? [fixed(command)] : keys.flatMap((key) => wrongKey(command, key));
  });
  return wrong.length > 0 ? wrong : owned(withKeys(commands, overrides), overrides);
}

function meantCommand(id: string, ids: readonly string[]): string {
  const meant = nearest(id, ids);
  return meant === undefined ? "docs/KEYS.md lists the commands" : `write ${meant}`;
}

/** A dialog that changes something is answered everywhere by the same keys. */
function fixed({ id }: Command): KeyMistake {
  return { command: id, message: `${id} answers a dialog: its keys are the same everywhere`, hint: "remove it" };
}

const NAMED = [
  "space",
  "enter",
  "esc",
  "tab",
  "shift+tab",
  "up",
  "down",
  "left",
  "right",
  "pgup",
  "pgdn",
  "home",
  "end",
];

function wrongKey({ id, scope }: Command, key: string): readonly KeyMistake[] {
  const isCharacter = [...key].length === 1 && !/\s/.test(key);
  const isChord = /^(ctrl\+[a-z]|alt\+\S)$/.test(key);
  if (!isCharacter && !isChord && !NAMED.includes(key)) {
    const hint = `write one character, ctrl+a … ctrl+z, alt+ and one, or one of ${NAMED.join(", ")}`;
    return [{ command: id, message: `"${key}" is no key`, hint }];
  }
  const isText = isCharacter || key === "space";
  if (!isText || (scope !== "anywhere" && !takesText(scope))) return [];
  return [{ command: id, message: `"${key}" is text where ${id} works`, hint: "write a ctrl+ or alt+ key" }];
}

/** Both owners are named where a key has two: at the override, or at both where both are a user's. */
function owned(
  commands: readonly Command[],
  overrides: Readonly<Record<string, readonly string[]>>,
): readonly KeyMistake[] {
  return keyConflicts(commands).flatMap(({ scope, key, owners }) =>
    owners
      .filter((owner) => Object.hasOwn(overrides, owner))
      .map((command) => ({
        command,
        message: `"${key}" belongs to two commands of ${scope}: ${owners.join(" and ")}`,
        hint: "give one of them another key",
      })),
  );
}

/**
 * The table with a user's keys, by command id. An unknown id changes nothing. Where a key has changed, the key line and the
 * help name each command for itself: what they name together would be wrong.
 */
export function withKeys(
  commands: readonly Command[],
  overrides: Readonly<Record<string, readonly string[]>>,
): readonly Command[] {
  const changed = new Set(commands.filter(({ id }) => Object.hasOwn(overrides, id)).map(({ scope }) => scope));
  return commands.map(({ help, ...command }) => {
    const own = Object.hasOwn(overrides, command.id) ? overrides[command.id] : undefined;
    const { footer } = command;
    return {
      ...command,
      ...(own && { keys: own }),
      ...(own && footer && { footer: { ...footer, keys: own.map(keyLabel).join(" ") } }),
      ...(help !== undefined && !changed.has(command.scope) && { help }),
    };
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
