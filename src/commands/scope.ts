import type { CockpitState } from "../store/state.ts";
import type { Command, Scope } from "./command.ts";

/** The open overlay gets the keys. */
export function scopeOf(state: CockpitState): Scope {
  return state.view.overlay?.type ?? "main";
}

/** In these every printable key is text. */
export function takesText(scope: Scope): boolean {
  return scope === "palette" || scope === "filter" || scope === "help";
}

/** In these a key counts only once the dialog was seen, and a paste never does. */
export function isGuarded(scope: Scope): boolean {
  return scope === "confirm" || scope === "leave";
}

export function findCommand(commands: readonly Command[], scope: Scope, key: string): Command | undefined {
  const here = (wanted: Scope): Command | undefined =>
    commands.find((command) => command.scope === wanted && command.keys.includes(key));
  return here(scope) ?? here("anywhere");
}
