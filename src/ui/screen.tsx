import { Box } from "ink";
import { memo, type ReactNode } from "react";
import type { Command } from "../commands/command.ts";
import { selectHidden } from "../store/select-hidden.ts";
import type { CockpitState } from "../store/state.ts";
import { RUNBOOK, TIMELINE } from "../store/view-state.ts";
import { Lines } from "./draw/lines.tsx";
import { bannerLine, selectBanners } from "./frame/banner.ts";
import { headerLine, onlyLine, selectHeader, systemsLine } from "./frame/header.ts";
import { keyLine, selectKeyLine } from "./frame/key-line.ts";
import { type Layout, LEAST, layout, linesOfPanels, widths } from "./frame/layout.ts";
import { runPaneLines } from "./frame/run-pane.ts";
import { selectRunPane } from "./frame/select-run-pane.ts";
import { selectTimeline, timelineLines } from "./frame/timeline.ts";
import type { DrawnOverlay } from "./overlays/dialog.ts";
import { overlayFor } from "./overlays/overlay.ts";
import type { PanelProps, PanelSpec } from "./panel.ts";
import { presenterLines } from "./presenter/body.ts";
import { blankHeader, presenterHeader, presentingLine } from "./presenter/head.ts";
import { hidingTheme } from "./presenter/hide.ts";
import { fitLine } from "./text/line.ts";
import { span } from "./text/style.ts";
import type { Theme } from "./theme/theme.ts";

export interface ScreenProps {
  readonly state: CockpitState;
  /** Their selectors should be stable, so that equal views stay the same object. */
  readonly panels: readonly PanelSpec[];
  readonly commands: readonly Command[];
  readonly theme: Theme;
  readonly columns: number;
  readonly rows: number;
}

/** One frame as a function of the state and the size: exactly `columns` × `rows`. */
export function Screen(given: ScreenProps) {
  const props = { ...given, theme: themeFor(given) };
  const { state, commands, theme, columns, rows } = props;
  const plan = planOf(props);
  const body = bodyRoom(plan, rows);
  const overlay = overlayOn(props);
  return (
    <Box flexDirection="column" width={columns} height={rows}>
      <Lines lines={topLines(props, plan)} />
      <Box flexDirection="column" width={columns} height={body} flexShrink={0}>
        {overlay?.whole ? null : <Body {...props} plan={plan} />}
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

function bodyRoom(plan: Layout, rows: number): number {
  return Math.max(0, rows - plan.top - (plan.kind === "line" && rows < 3 ? 0 : 1));
}

function topLines({ state, theme, columns }: ScreenProps, plan: Layout): readonly string[] {
  const header = selectHeader(state);
  const banners = selectBanners(covered(state)).map((banner) => bannerLine(banner, columns, theme));
  if (plan.kind === "line")
    return [onlyLine(header, state.duties.length, columns, theme), ...banners].slice(0, plan.top);
  if (plan.kind === "presenter") return presenterTop(state, banners, columns, theme);
  const clock = plan.kind === "strip" || plan.timelineFrame === "none" || state.run !== undefined;
  return [
    headerLine(header, { columns, systemsLine: plan.systemsLine, clock, theme }),
    ...banners,
    ...(plan.systemsLine ? [systemsLine(header, columns, theme)] : []),
  ];
}

/** Of a duty a blank screen says only that it is open, and until when. */
function covered(state: CockpitState): CockpitState {
  if (state.view.presenting !== "blank") return state;
  return { ...state, duties: state.duties.map((duty) => ({ ...duty, title: "" })) };
}

function presenterTop(
  state: CockpitState,
  banners: readonly string[],
  columns: number,
  theme: Theme,
): readonly string[] {
  const header = selectHeader(state);
  const blank = state.view.presenting === "blank";
  const second = blank ? blankHeader(header, columns, theme) : presenterHeader(header, columns, theme);
  return [presentingLine(blank, columns, theme), second, ...banners];
}

function Body(props: ScreenProps & { readonly plan: Layout }) {
  const { plan } = props;
  if (plan.kind === "line") return <Lines lines={roomLines(props)} />;
  if (plan.kind === "presenter") return <Lines lines={presenterBody(props)} />;
  return plan.kind === "strip" ? <Strip {...props} plan={plan} /> : <Grid {...props} plan={plan} />;
}

/** Why the panels are not there; nothing where the line itself has no room. */
function roomLines({ theme, columns, rows, plan }: ScreenProps & { readonly plan: Layout }): readonly string[] {
  if (bodyRoom(plan, rows) < 1) return [];
  const words = theme.say(`needs ${LEAST.columns}×${LEAST.rows}, is ${columns}×${rows}`);
  return [theme.paint(fitLine([span(` ${words}`, "dim")], columns, theme.glyphs.cut))];
}

function presenterBody({ state, panels, theme, columns, rows, plan }: ScreenProps & { readonly plan: Layout }) {
  const titles = Object.fromEntries(panels.map(({ id, title }) => [id, title]));
  return presenterLines(state, { columns, rows: bodyRoom(plan, rows), titles, theme });
}

type GridPlan = Extract<Layout, { kind: "grid" }>;

function Grid(props: ScreenProps & { readonly plan: GridPlan }) {
  const { state, theme, columns, plan } = props;
  const across = widths(columns, plan.perLine, plan.frame);
  const lines = linesOfPanels(state.panels.length, plan.perLine);
  const divider =
    plan.frame === "rule"
      ? Array.from({ length: plan.panelRows }, () => theme.paint([{ text: theme.glyphs.divider, style: "border" }]))
      : [];
  return (
    <>
      {Array.from({ length: lines }, (_, line) =>
        state.panels.slice(line * plan.perLine, (line + 1) * plan.perLine),
      ).map((ids) => (
        <Box key={ids[0]} width={columns} height={plan.panelRows} flexShrink={0}>
          {ids.flatMap((id, index): ReactNode[] => [
            index > 0 && divider.length > 0 ? <Lines key={`${id} divider`} lines={divider} /> : null,
            <PanelAt
              key={id}
              {...props}
              id={id}
              columns={across[index] ?? 0}
              rows={plan.panelRows}
              frame={plan.frame}
            />,
          ])}
        </Box>
      ))}
      <Lines lines={belowPanels(props)} />
    </>
  );
}

/** The run while there is one, else the timeline. */
function belowPanels({ state, theme, columns, plan }: ScreenProps & { readonly plan: GridPlan }): readonly string[] {
  const { timelineRows: rows, timelineFrame: frame } = plan;
  const pane = selectRunPane(state);
  if (pane) return runPaneLines(pane, { columns, rows, frame: frame === "none" ? "rule" : frame, theme });
  return timelineLines(selectTimeline(state), { columns, rows, frame, clock: frame === "box", theme });
}

function Strip(props: ScreenProps & { readonly plan: Extract<Layout, { kind: "strip" }> }) {
  const { state, panels, theme, columns, plan } = props;
  const across = widths(columns, plan.perLine, "rule");
  const divider = theme.paint([{ text: theme.glyphs.divider, style: "border" }]);
  const cells = state.panels.map((id, index) => {
    const panel = panels.find((one) => one.id === id);
    const width = across[index % plan.perLine] ?? columns;
    const view = panel?.select(state);
    return panel
      ? panel.strip({ view, columns: width, digit: index + 1, focused: state.view.focus === id, theme })
      : " ".repeat(width);
  });
  const lines = Array.from({ length: linesOfPanels(state.panels.length, plan.perLine) }, (_, line) =>
    cells.slice(line * plan.perLine, (line + 1) * plan.perLine).join(divider),
  );
  return (
    <>
      <Lines lines={lines} />
      <UnderStrip {...props} />
    </>
  );
}

/** The run, until a panel is zoomed; then the panel with the focus. */
function UnderStrip(props: ScreenProps & { readonly plan: Extract<Layout, { kind: "strip" }> }) {
  const { state, theme, columns, plan } = props;
  const { focus, zoomed } = state.view;
  const size = { columns, rows: plan.panelRows, frame: plan.frame, theme };
  const pane = zoomed && focus !== RUNBOOK ? undefined : selectRunPane(state);
  if (pane) return <Lines lines={runPaneLines(pane, size)} />;
  if (focus === TIMELINE) return <Lines lines={timelineLines(selectTimeline(state), { ...size, clock: false })} />;
  return <PanelAt {...props} id={focus} columns={columns} rows={plan.panelRows} frame={plan.frame} />;
}

interface PanelAtProps {
  readonly state: CockpitState;
  readonly panels: readonly PanelSpec[];
  readonly theme: Theme;
  readonly id: string;
  readonly columns: number;
  readonly rows: number;
  readonly frame: "box" | "rule";
}

function PanelAt({ state, panels, theme, id, columns, rows, frame }: PanelAtProps) {
  const panel = panels.find((one) => one.id === id);
  if (!panel) return <Box width={columns} height={rows} flexShrink={0} />;
  return (
    <Box width={columns} height={rows} flexShrink={0}>
      <Drawn
        View={panel.View}
        view={panel.select(state)}
        columns={columns}
        rows={rows}
        focused={state.view.focus === id}
        digit={state.panels.indexOf(id) + 1}
        frame={frame}
        theme={theme}
      />
    </Box>
  );
}

/** Not drawn again while its view and its place are the same. */
const Drawn = memo(function Drawn({ View, ...props }: PanelProps<unknown> & Pick<PanelSpec, "View">) {
  return <View {...props} />;
});
