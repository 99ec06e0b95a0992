import { Box } from "ink";
import { selectHidden } from "../../store/select-hidden.ts";
import { Lines } from "../draw/lines.tsx";
import { selectBanners } from "../frame/banner.ts";
import { keyLine, selectKeyLine } from "../frame/key-line.ts";
import { type Layout, layout } from "../frame/layout.ts";
import type { DrawnOverlay } from "../overlays/dialog.ts";
import { overlayFor } from "../overlays/overlay.ts";
import { hidingTheme } from "../presenter/hide.ts";
import type { Theme } from "../theme/theme.ts";
import { Body } from "./body.tsx";
import { bodyRoom, type ScreenProps } from "./props.ts";
import { topLines } from "./top-lines.ts";

/** One frame as a function of the state and the size: exactly `columns` × `rows`. */
export function Screen(given: ScreenProps) {
  const plan = planOf(given);
  const props = { ...given, theme: themeFor(given), plan };
  const { state, commands, theme, columns, rows } = props;
  const body = bodyRoom(plan, rows);
  const overlay = overlayOn(props);
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      <Lines lines={topLines(props)} />
      <Box flexDirection="column" width={columns} height={body} flexShrink={0}>
        {overlay?.whole ? null : <Body {...props} />}
        {overlay && (
          <Box position="absolute" marginTop={overlay.top} marginLeft={overlay.left}>
            <Lines lines={overlay.lines} />
          </Box>
        )}
      </Box>
      {hasKeyLine(plan, rows, overlay !== undefined) && (
        <Lines lines={[keyLine(selectKeyLine(commands, state), columns, theme)]} />
      )}
    </Box>
  );
}

/** What lies over the body of the frame. */
export function overlayOn(props: Omit<ScreenProps, "panels">): DrawnOverlay | undefined {
  const { state, commands, columns, rows } = props;
  return overlayFor({ state, commands, theme: themeFor(props), columns, rows: bodyRoom(planOf(props), rows) });
}

/** In front of a room nothing is drawn but through a theme that hides. */
function themeFor({ state, theme }: Pick<ScreenProps, "state" | "theme">): Theme {
  return state.view.presenting === undefined ? theme : hidingTheme(theme, selectHidden(state));
}

function planOf({ state, columns, rows }: Pick<ScreenProps, "state" | "columns" | "rows">): Layout {
  return layout({
    columns,
    rows,
    panels: state.panels.length,
    banners: selectBanners(state).length,
    zoomed: state.view.zoomed,
    runbook: state.run !== undefined,
    presenting: state.view.presenting !== undefined,
  });
}

/** Where there is only one line, an overlay still gets the rest of the screen. */
function hasKeyLine(plan: Layout, rows: number, overlay: boolean): boolean {
  return plan.kind === "line" ? overlay && rows >= 3 : true;
}
