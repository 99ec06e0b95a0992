import { expect, it } from "vitest";
import { panels } from "../../panels/index.ts";
import { renderFrame } from "../../src/ui/render-frame.tsx";
import { widthOf } from "../../src/ui/text/clean.ts";
import { createTheme } from "../../src/ui/theme/theme.ts";
import { incident } from "../helpers/incident.ts";
import { commands } from "../helpers/known.ts";
import { stateOf } from "../helpers/state.ts";
import { hostileState } from "./hostile.ts";

const theme = createTheme({ depth: "none", ground: "dark", ascii: false });
const WIDTHS = [40, 45, 50, 55, 59, 60, 66, 72, 75, 76, 80, 90, 100, 110, 120, 143, 144, 160, 240];
const HEIGHTS = [10, 12, 14, 15, 16, 18, 20, 22, 24, 27, 30, 34, 40, 45, 60];
const STATES = [
  ["calm", stateOf([])],
  ["incident", incident()],
  ["hostile", hostileState()],
] as const;

it.each(WIDTHS)("fits every height at %d columns", (columns) => {
  for (const rows of HEIGHTS)
    for (const [name, state] of STATES) {
      const lines = renderFrame({ state, panels, commands, columns, rows, theme }).split("\n");
      expect(lines.length, `${name} ${columns}×${rows}`).toBeLessThanOrEqual(rows);
      for (const line of lines)
        expect(widthOf(line), `${name} ${columns}×${rows}: ${line}`).toBeLessThanOrEqual(columns);
    }
});
