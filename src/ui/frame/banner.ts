import { clockDuration } from "../../core/duration.ts";
import type { Duty } from "../../core/duty.ts";
import { dueWords, dutyAge, SCREEN_STEP_MS } from "../../core/duty-words.ts";
import type { CockpitState, ReplayView } from "../../store/state.ts";
import { widthOf } from "../text/clean.ts";
import { fitLine, lineWidth, spread } from "../text/line.ts";
import { type Line, span } from "../text/style.ts";
import { timeOfDay } from "../text/time.ts";
import type { Theme } from "../theme/theme.ts";

/** What is owed, and that nothing is known: a line each under the header in every view. */
export type BannerView =
  | { readonly kind: "duties"; readonly duties: readonly Duty[]; readonly now: number; readonly key: string }
  | { readonly kind: "replay"; readonly replay: ReplayView; readonly now: number }
  | { readonly kind: "cut-off"; readonly since: number };

/** That nothing of it is so now outweighs everything else; then an open duty does. */
export function selectBanners({ duties, vantage, replay, now, leader }: CockpitState): readonly BannerView[] {
  const key = replay ? "" : leader && !leader.far ? "  R shows it " : "  R restore ";
  return [
    ...(replay ? [{ kind: "replay" as const, replay, now }] : []),
    ...(duties.length > 0 ? [{ kind: "duties" as const, duties, now, key }] : []),
    ...(vantage === undefined ? [] : [{ kind: "cut-off" as const, since: vantage }]),
  ];
}

/** One painted line over all `columns`. */
export function bannerLine(view: BannerView, columns: number, theme: Theme): string {
  if (view.kind === "replay") return replayLine(view, columns, theme);
  return view.kind === "duties" ? dutyLine(view, columns, theme) : cutOffLine(view.since, columns, theme);
}

/** Where the recording is, and the keys that move it; the keys give way. */
function replayLine({ replay, now }: Extract<BannerView, { kind: "replay" }>, columns: number, theme: Theme): string {
  const { incident, from, to, speed, paused } = replay;
  const where = `${clockDuration(now - from)} of ${clockDuration(to - from)}`;
  const line: Line = [
    span(` REPLAY ${incident}`, "warn-bold"),
    span(`  ${where}  ×${speed}${paused ? "  PAUSED" : ""}`, "warn"),
  ];
  const keys: Line = [span("  space pause  [ ] seek  - + speed  q leave ", "dim")];
  const right = lineWidth(line) + lineWidth(keys) <= columns ? keys : [];
  return theme.paint(spread(line, right, columns, theme.glyphs.cut));
}

/** Since when, and what it means; the words give way. */
function cutOffLine(since: number, columns: number, theme: Theme): string {
  const when = `cut off since ${timeOfDay(since)}`;
  const says = [
    `this machine is ${when}: network failures say nothing about the systems`,
    `${when}: network failures say nothing about the systems`,
    `${when}: network failures say nothing`,
    when,
  ];
  const key: Line = [span("  c look again ", "dim")];
  const mark = ` ${theme.glyphs.unknown} `;
  const words = says.find((text) => widthOf(mark + text) <= columns) ?? when;
  const line: Line = [span(mark + words, "unknown-bold")];
  const right = lineWidth(line) + lineWidth(key) <= columns ? key : [];
  return theme.paint(spread(line, right, columns, theme.glyphs.cut));
}

/** Count, due time and a doubtful state come first; the words give way. The whole line is red. */
function dutyLine(
  { duties, now, key }: Extract<BannerView, { kind: "duties" }>,
  columns: number,
  theme: Theme,
): string {
  const [first] = duties.toSorted((a, b) => (a.dueBy ?? Number.MAX_VALUE) - (b.dueBy ?? Number.MAX_VALUE));
  if (!first) return " ".repeat(columns);
  const count = ` ${theme.glyphs.duty} ${duties.length} OPEN ${duties.length === 1 ? "DUTY" : "DUTIES"}`;
  const doubt = first.found ? "  FOUND" : first.state === "apply-unknown" ? "  applied? UNKNOWN" : "";
  const due = first.dueBy === undefined ? "" : `  ${dueWords(first.dueBy - now, SCREEN_STEP_MS)}`;
  const place = columns >= 100 ? `  ${first.system} ${first.environment}` : "";
  const tail = duties.length > 1 ? `  and ${duties.length - 1} more` : agoWords(first, now);
  const left: Line = [span(theme.say(`${count}${due}${doubt}  ${first.title}${place}${tail}`), "duty")];
  const right: Line = [span(key, "duty")];
  const room = columns - lineWidth(right);
  const fitted = fitLine(left, room, theme.glyphs.cut).map(({ text }) => span(text, "duty"));
  return theme.paint([...fitted, ...right]);
}

function agoWords(duty: Duty, now: number): string {
  return duty.state === "apply-unknown" ? "" : `  ${dutyAge(duty, now, SCREEN_STEP_MS)}`;
}
