import type { CockpitState } from "../store/state.ts";
import { RUNBOOK } from "../store/view-state.ts";
import type { Command, Scope } from "./command.ts";

/** The open overlay gets the keys; without one the run with the focus gets its own before the others. */
export function scopeOf({ view, run }: CockpitState): Scope {
  if (view.overlay) return view.overlay.type;
  if (view.presenting === "blank") return "blank";
  return run && view.focus === RUNBOOK ? "runbook" : "main";
}

/** In these every printable key is text. */
export function takesText(scope: Scope): boolean {
  return scope === "palette" || scope === "filter" || scope === "help" || scope === "form";
}

/** In these a key counts only once the dialog was seen, and a paste presses nothing. */
export function isGuarded(scope: Scope): boolean {
  return scope === "confirm" || scope === "leave" || scope === "form";
}

/** Names the open dialog, so that another one in its place must be seen anew; undefined where none is guarded. */
export function guardedDialog({ view: { overlay } }: CockpitState): string | undefined {
  if (!overlay || !isGuarded(overlay.type)) return undefined;
  return overlay.type === "form" ? `form ${JSON.stringify(overlay.about)}` : overlay.type;
}

const fallbacks: Readonly<Partial<Record<Scope, Scope>>> = { runbook: "main" };

/** Looks in the scope, then in `main` where it is a run that has the focus, then among what works anywhere. */
export function findCommand(commands: readonly Command[], scope: Scope, key: string): Command | undefined {
  const here = (wanted: Scope | undefined): Command | undefined =>
    commands.find((command) => command.scope === wanted && command.keys.includes(key));
  return here(scope) ?? here(fallbacks[scope]) ?? here("anywhere");
}
