import { renderToString } from "ink";
import type { ScreenProps } from "./screen/props.ts";
import { Screen } from "./screen/screen.tsx";

/** One frame as text with colour codes, without a terminal. Exactly `rows` lines, none wider than `columns`. */
export function renderFrame(options: ScreenProps): string {
  const drawn = renderToString(<Screen {...options} />, { columns: options.columns });
  return drawn.split("\n").slice(0, options.rows).join("\n");
}
