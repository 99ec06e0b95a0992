import { clockDuration } from "../../core/duration.ts";
import { plural } from "../../core/plural.ts";
import { alertCounts } from "../../store/select-alert.ts";
import { type Counts, countAll, systemLights } from "../../store/select-counts.ts";
import { shownState } from "../../store/select-look.ts";
import type { CockpitState } from "../../store/state.ts";
import { headerCounts } from "../draw/counts.ts";
import { statusGlyph } from "../draw/status.ts";
import { fitLine, lineWidth, spread } from "../text/line.ts";
import { type Line, type Style, span } from "../text/style.ts";
import { timeOfDay } from "../text/time.ts";
import type { Theme } from "../theme/theme.ts";

export interface HeaderView {
  readonly environment: string;
  readonly pace: number | undefined;
  readonly counts: Counts;
  readonly lights: ReturnType<typeof systemLights>;
  readonly only: string | undefined;
  readonly operator: string;
  /** How long the frame has been frozen, in ms. */
  readonly frozenMs: number | undefined;
  /** Who leads, when this cockpit only follows. */
  readonly leader: string | undefined;
  readonly alerts: ReturnType<typeof alertCounts>;
  readonly cutOff: boolean;
  readonly now: number;
}

export function selectHeader(state: CockpitState): HeaderView {
  const shown = shownState(state);
  return {
    environment: state.environment.name,
    pace: state.lab?.pace,
    counts: countAll(shown),
    lights: systemLights(shown),
    only: state.systems.find(({ id }) => id === state.view.system)?.tag,
    operator: state.operator,
    alerts: alertCounts(shown),
    cutOff: state.vantage !== undefined,
    frozenMs: state.frozen && state.now - state.frozen.at,
    leader: state.leader?.name,
    now: state.now,
  };
}

export interface HeaderOptions {
  readonly columns: number;
  /** Whether the systems have a line of their own. */
  readonly systemsLine: boolean;
  /** Whether the time is shown here; else in the title of the timeline. */
  readonly clock: boolean;
  readonly theme: Theme;
}

/** What is dropped, in this order: words of the counts, operator, system letters, clock. Never environment, counts, mode. */
export function headerLine(view: HeaderView, { columns, systemsLine, clock, theme }: HeaderOptions): string {
  const choices = [
    { long: columns >= 144, operator: true, letters: !systemsLine, clock },
    { long: false, operator: true, letters: !systemsLine, clock },
    { long: false, operator: false, letters: !systemsLine, clock },
    { long: false, operator: false, letters: false, clock },
    { long: false, operator: false, letters: false, clock: false },
  ];
  for (const choice of choices) {
    const left = leftOf(view, choice, theme);
    const right = rightOf(view, choice, theme);
    if (lineWidth(left) + 2 + lineWidth(right) <= columns)
      return theme.paint(spread(left, right, columns, theme.glyphs.cut));
  }
  const bare = [
    ...environmentOf(view, theme),
    span(" "),
    ...headerCounts(view.counts, theme, false),
    span(" "),
    ...modeOf(view, theme),
  ];
  return theme.paint(fitLine(bare, columns, theme.glyphs.cut));
}

interface Choice {
  readonly long: boolean;
  readonly operator: boolean;
  readonly letters: boolean;
  readonly clock: boolean;
}

function leftOf(view: HeaderView, { long, letters }: Choice, theme: Theme): Line {
  const counts = headerCounts(view.counts, theme, long);
  const gap = view.counts.fail > 0 ? (long ? "  " : " ") : long ? "   " : "  ";
  const lights = view.lights.flatMap(
    (system): Line => [
      span(" "),
      span(theme.say(system.tag, 20).slice(0, 2), "dim"),
      statusGlyph(system.status, theme),
    ],
  );
  return [
    ...environmentOf(view, theme),
    span(gap),
    ...(counts.length > 0 ? counts : [span(`${theme.glyphs.unread} nothing read yet`, "dim")]),
    ...(letters && view.lights.length > 1 ? [span(" "), ...lights] : []),
    ...(view.only === undefined ? [] : [span(`  only ${theme.say(view.only, 20).slice(0, 2)}`, "focus")]),
  ];
}

function rightOf(view: HeaderView, choice: Choice, theme: Theme): Line {
  return [
    ...(choice.operator ? [span(`${theme.say(view.operator, 24)}  `, "dim")] : []),
    ...modeOf(view, theme),
    ...(choice.clock ? [span(`  ${timeOfDay(view.now)}`, "dim")] : []),
    span(" "),
  ];
}

const blocks: Readonly<Record<string, readonly [string, Style]>> = {
  production: ["PROD", "production"],
  staging: ["STAGING", "staging"],
  lab: ["LAB", "lab"],
};

function environmentOf({ environment, pace }: HeaderView, theme: Theme): Line {
  const known = Object.hasOwn(blocks, environment) ? blocks[environment] : undefined;
  const [name, style] = known ?? [theme.say(environment, 16).toUpperCase(), "elsewhere" as const];
  const times = theme.ascii ? "x" : "×";
  return [span(` ${pace === undefined ? name : `LAB ${times}${pace}`} `, pace === undefined ? style : "lab")];
}

function modeOf({ frozenMs, leader }: HeaderView, theme: Theme): Line {
  if (frozenMs !== undefined) return [span(` FROZEN ${clockDuration(Math.floor(frozenMs / 5000) * 5000)} `, "write")];
  if (leader !== undefined) return [span(`FOLLOWING ${theme.say(leader, 12)}`, "bold")];
  return [span("READ-ONLY", "bold")];
}

/** Line 2: teaches the tags, and says how many alerts fire and hold. */
export function systemsLine(view: HeaderView, columns: number, theme: Theme): string {
  const line = view.lights.flatMap(
    (system, index): Line => [
      span(index === 0 ? " " : "    "),
      span(`${theme.say(system.tag, 20).slice(0, 2)} `, "dim"),
      span(`${theme.say(system.title, 40)} `),
      statusGlyph(system.status, theme),
    ],
  );
  return theme.paint(spread(line, alertLine(view), columns, theme.glyphs.cut));
}

function alertLine({ alerts: { firing, holding } }: HeaderView): Line {
  if (firing + holding === 0) return [];
  return [
    span("  alerts ", "dim"),
    ...(firing > 0 ? [span(`${firing} firing`, "fail-bold")] : []),
    ...(firing > 0 && holding > 0 ? [span("  ")] : []),
    ...(holding > 0 ? [span(`${holding} holding`, "warn")] : []),
    span(" "),
  ];
}

/** Under 60×15 this is all: where, how bad, what is owed. */
export function onlyLine(view: HeaderView, duties: number, columns: number, theme: Theme): string {
  const owed: Line = duties === 0 ? [] : [span(" "), span(` ${plural(duties, "DUTY", "DUTIES")} `, "duty")];
  const start: Line = [...environmentOf(view, theme), span(" ")];
  const blind: Line = view.cutOff ? [span(" CUT OFF", "unknown-bold")] : [];
  const frozen: Line = view.frozenMs === undefined ? [] : [span(" "), ...modeOf(view, theme)];
  return theme.paint(
    fitLine(
      [...start, ...headerCounts(view.counts, theme, false), ...owed, ...blind, ...frozen],
      columns,
      theme.glyphs.cut,
    ),
  );
}
