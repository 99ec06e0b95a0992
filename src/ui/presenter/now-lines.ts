import type { Duty } from "../../core/duty.ts";
import { dutyWords } from "../../core/duty-words.ts";
import type { DoingView, PresenterView } from "../../store/select-presenter.ts";
import type { RunMood } from "../../store/select-run.ts";
import { widthOf } from "../text/clean.ts";
import { blank } from "../text/line.ts";
import { type Line, type Style, span } from "../text/style.ts";
import { wrapText } from "../text/wrap.ts";
import type { Theme } from "../theme/theme.ts";

/** Width of the words that begin a line. */
const LABEL = 10;

/** What is being done, then what must be restored: nothing is said as well. `tight`: a line or two each. */
export function nowLines(view: PresenterView, columns: number, tight: boolean, theme: Theme): readonly Line[] {
  const doing = doingLines(view.doing, columns, theme);
  const restore = restoreLines(view, columns, theme);
  return tight ? [...doing.slice(0, 2), ...restore.slice(0, 1)] : [...doing, ...restore];
}

function labelled(label: string, style: Style, lines: readonly Line[]): readonly Line[] {
  return lines.map((line, index) =>
    index === 0 ? [span(` ${label}`.padEnd(LABEL), style), ...line] : [blank(LABEL), ...line],
  );
}

const moods: Readonly<Record<RunMood, readonly [string, Style]>> = {
  runs: ["", "plain"],
  waiting: ["", "plain"],
  "needs you": ["waits for a person", "warn-bold"],
  stopped: ["STOPPED", "fail-bold"],
  done: ["done", "bold"],
  failed: ["FAILED", "fail-bold"],
  aborted: ["aborted", "warn-bold"],
};

function doingLines(doing: DoingView | undefined, columns: number, theme: Theme): readonly Line[] {
  if (!doing) return labelled("DOING", "dim", [[span("nothing: no runbook runs", "dim")]]);
  const room = columns - LABEL - 1;
  const { number, of, step, title, mood, words } = doing;
  const [moodWords, moodStyle] = moods[mood];
  const at = number === 0 ? "" : `step ${number} of ${of}: `;
  const wrapped = wrapText(theme.say(`${at}${step}`, 200), room).slice(0, 2);
  const why = words === "" ? [] : wrapText(theme.say(words, 400), room).slice(0, 2);
  return labelled("DOING", "focus-bold", [
    ...wrapped.map(
      (text, index): Line => [
        span(text, "bold"),
        ...(index === wrapped.length - 1 && moodWords !== "" && widthOf(text) + 2 + moodWords.length <= room
          ? [span(`  ${moodWords}`, moodStyle)]
          : []),
      ],
    ),
    ...why.map((text): Line => [span(text, mood === "stopped" || mood === "failed" ? "fail" : "plain")]),
    [span(theme.say(`of "${title}"`, 120), "dim")],
  ]);
}

const MOST = 3;

function restoreLines({ duties, now }: PresenterView, columns: number, theme: Theme): readonly Line[] {
  if (duties.length === 0) return labelled("RESTORE", "dim", [[span("nothing: no duty is open", "dim")]]);
  const lines = duties.slice(0, MOST).flatMap((duty) => dutyLines(duty, now, columns - LABEL - 1, theme));
  const more: readonly Line[] = duties.length > MOST ? [[span(`and ${duties.length - MOST} more`, "fail-bold")]] : [];
  return labelled("RESTORE", "fail-bold", [...lines, ...more]);
}

function dutyLines(duty: Duty, now: number, room: number, theme: Theme): readonly Line[] {
  const { duty: mark } = theme.glyphs;
  const stands = dutyWords(duty, Math.floor(now / 5000) * 5000);
  const title = wrapText(theme.say(duty.title, 160), room - 2).slice(0, 2);
  const tail = theme.say(`  ${duty.system}, ${stands}`, 160);
  const last = title.at(-1) ?? "";
  const fits = widthOf(last) + widthOf(tail) + 2 <= room;
  return [
    ...title.map(
      (text, index): Line => [
        span(index === 0 ? `${mark} ` : "  ", "fail-bold"),
        span(text, "bold"),
        span(index === title.length - 1 && fits ? tail : "", "fail"),
      ],
    ),
    ...(fits ? [] : [[span(tail, "fail")] satisfies Line]),
  ];
}
