import { renderToString } from "ink";
import type { Command } from "../commands/command.ts";
import type { CockpitState } from "../store/state.ts";
import type { PanelSpec } from "./panel.ts";
import { Screen } from "./screen/screen.tsx";
import type { Theme } from "./theme/theme.ts";

export interface FrameOptions {
  readonly state: CockpitState;
  readonly panels: readonly PanelSpec[];
  readonly commands: readonly Command[];
  readonly columns: number;
  readonly rows: number;
  readonly theme: Theme;
}

/** One frame as text with colour codes, without a terminal. Exactly `rows` lines, none wider than `columns`. */
export function renderFrame(options: FrameOptions): string {
  const drawn = renderToString(<Screen {...options} />, { columns: options.columns });
  return drawn.split("\n").slice(0, options.rows).join("\n");
}
