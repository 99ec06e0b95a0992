import type { Command } from "../../commands/command.ts";
import type { CockpitState } from "../../store/state.ts";
import type { Overlay } from "../../store/view-state.ts";
import type { Theme } from "../theme/theme.ts";

export interface OverlayProps {
  readonly state: CockpitState;
  readonly commands: readonly Command[];
  readonly theme: Theme;
  /** The room between the top lines and the key line. */
  readonly columns: number;
  readonly rows: number;
}

/** One kind of overlay. */
export type OverlayOf<T extends Overlay["type"]> = Extract<Overlay, { readonly type: T }>;
