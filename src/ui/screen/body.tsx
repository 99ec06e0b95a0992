import { Box } from "ink";
import { memo, type ReactNode } from "react";
import type { CockpitState } from "../../store/state.ts";
import { RUNBOOK, TIMELINE } from "../../store/view-state.ts";
import { Lines } from "../draw/lines.tsx";
import { type Layout, LEAST, linesOfPanels, widths } from "../frame/layout.ts";
import { runPaneLines } from "../frame/run-pane.ts";
import { selectRunPane } from "../frame/select-run-pane.ts";
import { selectTimeline, timelineLines } from "../frame/timeline.ts";
import type { PanelProps, PanelSpec } from "../panel.ts";
import { presenterLines } from "../presenter/body.ts";
import { fitLine } from "../text/line.ts";
import { span } from "../text/style.ts";
import type { Theme } from "../theme/theme.ts";
import { bodyRoom, type PlannedScreen, type ScreenProps } from "./props.ts";

/** The panels as the size lets them be drawn, and what stands below them. */
export function Body(props: PlannedScreen) {
  const { plan } = props;
  if (plan.kind === "line") return <Lines lines={roomLines(props)} />;
  if (plan.kind === "presenter") return <Lines lines={presenterBody(props)} />;
  return plan.kind === "strip" ? <Strip {...props} plan={plan} /> : <Grid {...props} plan={plan} />;
}

/** Why the panels are not there; nothing where the line itself has no room. */
function roomLines({ theme, columns, rows, plan }: PlannedScreen): readonly string[] {
  if (bodyRoom(plan, rows) < 1) return [];
  const words = theme.say(`needs ${LEAST.columns}×${LEAST.rows}, is ${columns}×${rows}`);
  return [theme.paint(fitLine([span(` ${words}`, "dim")], columns, theme.glyphs.cut))];
}

function presenterBody({ state, panels, theme, columns, rows, plan }: PlannedScreen) {
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
