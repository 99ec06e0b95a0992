import type { Command } from "../../commands/command.ts";
import type { CockpitState } from "../../store/state.ts";
import type { Layout } from "../frame/layout.ts";
import type { PanelSpec } from "../panel.ts";
import type { Theme } from "../theme/theme.ts";

export interface ScreenProps {
  readonly state: CockpitState;
  /** Their selectors should be stable, so that equal views stay the same object. */
  readonly panels: readonly PanelSpec[];
  readonly commands: readonly Command[];
  readonly theme: Theme;
  readonly columns: number;
  readonly rows: number;
}

/** With what the size makes of it. */
export interface PlannedScreen extends ScreenProps {
  readonly plan: Layout;
}

/** Lines between what stands above the panels and the key line. */
export function bodyRoom(plan: Layout, rows: number): number {
  return Math.max(0, rows - plan.top - (plan.kind === "line" && rows < 3 ? 0 : 1));
}
