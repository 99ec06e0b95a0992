import { clockDuration } from "../../core/duration.ts";
import { plural } from "../../core/plural.ts";
import { alertCounts } from "../../store/select-alert.ts";
import { type Counts, countAll, systemLights } from "../../store/select-counts.ts";
import { shownState } from "../../store/select-look.ts";
import { updateLeft } from "../../store/select-update.ts";
import type { CockpitState, Leader } from "../../store/state.ts";
import { headerCounts } from "../draw/counts.ts";
import { environmentBlock } from "../draw/environment.ts";
import { statusGlyph } from "../draw/status.ts";
import { fitLine, lineWidth, spread } from "../text/line.ts";
import { type Line, span } from "../text/style.ts";
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
  /** Who leads, when this cockpit only follows, and until when that one may write. */
  readonly leader:
    | { readonly name: string; readonly lost: boolean; readonly writeUntil: number | undefined }
    | undefined;
  /** How long the store of all bastions has not been reached, in ms. */
  readonly awayMs: number | undefined;
  /** Until when writing is unlocked, in ms since 1970. */
  readonly writeUntil: number | undefined;
  readonly incident: CockpitState["incident"];
  /** Time until those who are not in the room should hear again, once that is near. ms. */
  readonly updateLeft: number | undefined;
  readonly alerts: ReturnType<typeof alertCounts>;
  readonly cutOff: boolean;
  readonly now: number;
}

/** While frozen, rows and alerts are of that moment; mode, clock and incident go on. */
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
    leader: state.leader && leaderOf(state.leader, state),
    awayMs: state.storeAway === undefined ? undefined : state.now - state.storeAway,
    writeUntil: openUntil(state.write, state.now),
    incident: state.incident,
    updateLeft: updateLeft(state),
    now: state.now,
  };
}

/** Of one on another bastion nothing is known while the store is away. */
function leaderOf({ name, host, far = false, write }: Leader, { storeAway, now }: CockpitState) {
  const lost = far && storeAway !== undefined;
  return {
    name: far && host !== "" ? `${name}@${host}` : name,
    lost,
    writeUntil: lost ? undefined : openUntil(write, now),
  };
}

function openUntil(write: CockpitState["write"], now: number): number | undefined {
  return write && now < write.until ? write.until : undefined;
}

export interface HeaderOptions {
  readonly columns: number;
  /** Whether the systems have a line of their own. */
  readonly systemsLine: boolean;
  /** Whether the time is shown here; else in the title of the timeline. */
  readonly clock: boolean;
  readonly theme: Theme;
}

/**
 * What is dropped, in this order: words of the counts, name of the incident, operator, system letters, clock, incident.
 * Never environment, counts, mode.
 */
export function headerLine(view: HeaderView, { columns, systemsLine, clock, theme }: HeaderOptions): string {
  const choices = [
    { long: columns >= 144, named: true, operator: true, letters: !systemsLine, clock, incident: true },
    { long: false, named: true, operator: true, letters: !systemsLine, clock, incident: true },
    { long: false, named: false, operator: true, letters: !systemsLine, clock, incident: true },
    { long: false, named: false, operator: false, letters: !systemsLine, clock, incident: true },
    { long: false, named: false, operator: false, letters: false, clock, incident: true },
    { long: false, named: false, operator: false, letters: false, clock: false, incident: true },
    { long: false, named: false, operator: false, letters: false, clock: false, incident: false },
  ];
  for (const choice of choices) {
    const left = leftOf(view, choice, theme);
    const right = rightOf(view, choice, theme);
    if (lineWidth(left) + 2 + lineWidth(right) <= columns)
      return theme.paint(spread(left, right, columns, theme.glyphs.cut));
  }
  return bareHeader(view, columns, theme);
}

/** Environment, counts and mode are never dropped. */
export function bareHeader(view: HeaderView, columns: number, theme: Theme): string {
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
  /** The incident with its name. */
  readonly named: boolean;
  readonly incident: boolean;
  readonly operator: boolean;
  readonly letters: boolean;
  readonly clock: boolean;
}

function leftOf(view: HeaderView, choice: Choice, theme: Theme): Line {
  const { long, letters } = choice;
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
    ...(choice.incident ? incidentOf(view, choice.named, theme) : []),
    ...(view.only === undefined ? [] : [span(`  only ${theme.say(view.only, 20).slice(0, 2)}`, "focus")]),
  ];
}

/** `INC-0007 QStash drill 14:30`: the clock in steps of five seconds, as ages are. */
export function incidentOf({ incident, now, updateLeft: left }: HeaderView, named: boolean, theme: Theme): Line {
  if (!incident) return [];
  const severity = incident.severity === undefined ? [] : [span(` ${theme.say(incident.severity, 16)}`, "warn-bold")];
  const id = theme.say(incident.id, 20);
  const clock = clockDuration(Math.floor((now - incident.openedAt) / 5000) * 5000);
  const name = span(named ? ` ${theme.say(incident.title, 40)} ` : " ");
  return [span(`   ${id}`, "bold"), ...severity, name, span(clock, "bold"), ...updateOf(left)];
}

/** That the next update is near, or late. */
function updateOf(left: number | undefined): Line {
  if (left === undefined) return [];
  const step = (ms: number): string => clockDuration(Math.floor(ms / 5000) * 5000);
  return left > 0
    ? [span(`  update in ${step(left)}`, "dim")]
    : [span("  "), span(` UPDATE DUE ${step(-left)} `, "write")];
}

function rightOf(view: HeaderView, choice: Choice, theme: Theme): Line {
  return [
    ...(choice.operator ? [span(`${theme.say(view.operator, 24)}  `, "dim")] : []),
    ...modeOf(view, theme),
    ...(choice.clock ? [span(`  ${timeOfDay(view.now)}`, "dim")] : []),
    span(" "),
  ];
}

export function environmentOf({ environment, pace }: HeaderView, theme: Theme): Line {
  return [environmentBlock(environment, pace, theme)];
}

/** That the store is away comes first; then WRITE (and FROZEN), else FROZEN, who leads, or READ-ONLY. */
export function modeOf(view: HeaderView, theme: Theme): Line {
  return [...awayOf(view), ...modeItself(view, theme)];
}

/** What other bastions do since then is not known here, and they do not see this one. */
function awayOf({ awayMs }: HeaderView): Line {
  if (awayMs === undefined) return [];
  return [span(` STORE AWAY ${clockDuration(Math.floor(awayMs / 5000) * 5000)} `, "unknown-bold"), span(" ")];
}

function modeItself(view: HeaderView, theme: Theme): Line {
  const { frozenMs, leader, writeUntil, now } = view;
  if (writeUntil !== undefined)
    return [span(` WRITE ${clockDuration(writeUntil - now)} left `, "write"), ...frozenOf(view)];
  if (frozenMs !== undefined) return frozenOf(view);
  if (leader !== undefined) return followingOf(leader, now, theme);
  return [span("READ-ONLY", "bold")];
}

function followingOf({ name, lost, writeUntil }: NonNullable<HeaderView["leader"]>, now: number, theme: Theme): Line {
  const write = writeUntil === undefined ? "" : `, who may WRITE for ${clockDuration(writeUntil - now)}`;
  return [span(`${lost ? "FOLLOWED" : "FOLLOWING"} ${theme.say(name, 18)}`, "bold"), span(write, "warn-bold")];
}

function frozenOf({ frozenMs }: HeaderView): Line {
  if (frozenMs === undefined) return [];
  return [span(` FROZEN ${clockDuration(Math.floor(frozenMs / 5000) * 5000)} `, "write")];
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
  const special = view.frozenMs !== undefined || view.writeUntil !== undefined;
  const frozen: Line = special ? [span(" "), ...modeItself(view, theme)] : [];
  const away: Line = view.awayMs === undefined ? [] : [span(" "), ...awayOf(view)];
  return theme.paint(
    fitLine(
      [...start, ...headerCounts(view.counts, theme, false), ...owed, ...away, ...blind, ...frozen],
      columns,
      theme.glyphs.cut,
    ),
  );
}
