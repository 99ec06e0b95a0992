import type { Command } from "../../commands/command.ts";
import type { CockpitState } from "../../store/state.ts";
import type { Theme } from "../theme/theme.ts";

export interface OverlayProps {
  readonly state: CockpitState;
  readonly commands: readonly Command[];
  readonly theme: Theme;
  /** The room between the top lines and the key line. */
  readonly columns: number;
  readonly rows: number;
}

/** Painted cells over the body. `whole` covers it, so that nothing under it need be drawn. */
export interface DrawnOverlay {
  readonly lines: readonly string[];
  readonly top: number;
  readonly left: number;
  readonly whole: boolean;
}

export function overlayFor({ state }: OverlayProps): DrawnOverlay | undefined {
  if (state.view.overlay === undefined) return undefined;
  return undefined;
}
