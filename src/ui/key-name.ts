import type { Key } from "ink";

const named = [
  ["escape", "esc"],
  ["return", "enter"],
  ["backspace", "backspace"],
  ["delete", "backspace"],
  ["upArrow", "up"],
  ["downArrow", "down"],
  ["leftArrow", "left"],
  ["rightArrow", "right"],
  ["pageUp", "pgup"],
  ["pageDown", "pgdn"],
  ["home", "home"],
  ["end", "end"],
] as const satisfies readonly (readonly [keyof Key, string])[];

/** The name that the command table uses. Several characters are a paste, or keys that a slow line brought together. */
export function keyName(input: string, key: Key): string {
  if (key.tab) return key.shift ? "shift+tab" : "tab";
  for (const [flag, name] of named) if (key[flag]) return name;
  if (key.ctrl) return `ctrl+${input}`;
  if (key.meta) return `alt+${input}`;
  return input === " " ? "space" : input;
}
