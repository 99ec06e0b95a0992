/** Everything a layout depends on. Live data never moves a panel. */
export interface Room {
  readonly columns: number;
  readonly rows: number;
  /** How many panels there are. */
  readonly panels: number;
  /** Lines under the header: what is owed, that this machine is cut off. */
  readonly banners: number;
  readonly zoomed: boolean;
  /** A run is shown, in the place of the timeline. */
  readonly runbook: boolean;
  /** The screen is shown to a room. */
  readonly presenting?: boolean;
}

interface Common {
  /** Lines over the panels: header, banner, systems. */
  readonly systemsLine: boolean;
  readonly top: number;
}

/** How the screen is shared. Heights and widths are cells and sum up to the screen. */
export type Layout =
  | ({ readonly kind: "line" } & Common)
  | ({ readonly kind: "presenter" } & Common)
  | ({
      readonly kind: "strip";
      readonly perLine: number;
      readonly panelRows: number;
      readonly frame: "box" | "rule";
    } & Common)
  | ({
      readonly kind: "grid";
      readonly frame: "box" | "rule";
      readonly perLine: number;
      readonly panelRows: number;
      /** Lines of the timeline or the run, frame included. */
      readonly timelineRows: number;
      readonly timelineFrame: "box" | "none";
    } & Common);

/** On less there is room for one line only. */
export const LEAST = { columns: 60, rows: 15 } as const;

const KEY_LINE = 1;
const BOX_LEAST = 8;
/** Beside a run the panels shrink to their worst rows. */
const BOX_LEAST_BESIDE = 7;
const RUN_ROWS = { wide: 17, narrow: 15 } as const;
const RULE_LEAST = 5;

/** Chosen by room, not by named sizes. */
export function layout(room: Room): Layout {
  const { columns, rows, banners } = room;
  if (columns < LEAST.columns || rows < LEAST.rows)
    return { kind: "line", systemsLine: false, top: Math.min(rows, 1 + banners) };
  if (room.presenting) return { kind: "presenter", systemsLine: false, top: 2 + banners };
  if (room.zoomed) return strip(room);
  return boxes(room) ?? rules(room) ?? strip(room);
}

function boxes({ columns, rows, panels, banners, runbook }: Room): Layout | undefined {
  if (columns < 100) return undefined;
  const perLine = perLineOf(columns);
  const top = 2 + banners;
  const timeline = runbook ? runRows(perLine) : perLine === 3 ? 8 : 7;
  const body = rows - top - KEY_LINE;
  const panelRows = Math.floor((body - timeline) / linesOfPanels(panels, perLine));
  if (panelRows < (runbook ? BOX_LEAST_BESIDE : BOX_LEAST)) return undefined;
  const timelineRows = body - panelRows * linesOfPanels(panels, perLine);
  return { kind: "grid", frame: "box", perLine, panelRows, timelineRows, timelineFrame: "box", systemsLine: true, top };
}

function runRows(perLine: number): number {
  return perLine === 3 ? RUN_ROWS.wide : RUN_ROWS.narrow;
}

function rules({ columns, rows, panels, banners, runbook }: Room): Layout | undefined {
  const perLine = perLineOf(columns);
  const top = 1 + banners;
  const body = rows - top - KEY_LINE;
  const panelRows = Math.floor((body - (runbook ? runRows(perLine) : 1)) / linesOfPanels(panels, perLine));
  if (panelRows < RULE_LEAST) return undefined;
  const timelineRows = body - panelRows * linesOfPanels(panels, perLine);
  return {
    kind: "grid",
    frame: "rule",
    perLine,
    panelRows,
    timelineRows,
    timelineFrame: runbook ? "box" : "none",
    systemsLine: false,
    top,
  };
}

function strip({ columns, rows, panels, banners, runbook, zoomed }: Room): Layout {
  const perLine = columns >= 76 ? 2 : 1;
  const systemsLine = columns >= 100 && rows >= 30;
  const top = 1 + banners + (systemsLine ? 1 : 0);
  const panelRows = Math.max(0, rows - top - linesOfPanels(panels, perLine) - KEY_LINE);
  return {
    kind: "strip",
    perLine,
    panelRows,
    frame: (columns >= 100 || (runbook && !zoomed)) && panelRows >= BOX_LEAST ? "box" : "rule",
    systemsLine,
    top,
  };
}

/** How many lines so many panels take with `perLine` beside each other. */
export function linesOfPanels(panels: number, perLine: number): number {
  return Math.ceil(panels / perLine);
}

function perLineOf(columns: number): number {
  if (columns >= 144) return 3;
  return columns >= 76 ? 2 : 1;
}

/** Widths of the panels of a line; the last one takes what is left. A rule layout keeps a column for each divider. */
export function widths(columns: number, perLine: number, frame: "box" | "rule"): readonly number[] {
  const dividers = frame === "rule" ? perLine - 1 : 0;
  const each = Math.floor((columns - dividers) / perLine);
  return Array.from({ length: perLine }, (_, index) =>
    index === perLine - 1 ? columns - dividers - each * (perLine - 1) : each,
  );
}
