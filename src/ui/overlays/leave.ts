import { leaveButtons } from "../../commands/leave-commands.ts";
import type { Duty } from "../../core/duty.ts";
import { dutyWords, SCREEN_STEP_MS } from "../../core/duty-words.ts";
import { goesOn } from "../../core/incident-words.ts";
import { plural } from "../../core/plural.ts";
import { lineWidth } from "../text/line.ts";
import { type Line, span } from "../text/style.ts";
import { wrapText } from "../text/wrap.ts";
import { buttonLine } from "./buttons.ts";
import type { Dialog } from "./dialog.ts";
import { proseLines } from "./label-lines.ts";
import type { OverlayOf, OverlayProps } from "./overlay-props.ts";

const WITH_LAB = "is gone with the lab, unless that was started with --state DIR";

/** Stay has the focus. What is owed is listed with the steps by hand. */
export function leaveDialog({ button }: OverlayOf<"leave">, { state, theme }: OverlayProps): Dialog {
  const { duties, now, run, incident, leader, lab } = state;
  const buttons = leaveButtons(state).map(({ label }) => label);
  return {
    title: [span("Leave?", "bold")],
    right: [span("q again stays", "dim")],
    look: duties.length > 0 ? "danger" : "focus",
    wants: { columns: 80 },
    body: ({ columns }) =>
      [
        ...(duties.length === 0
          ? proseLines("Nothing is owed: no duty is open.", columns)
          : proseLines(owed(duties.length), columns, "fail-bold")),
        ...(run && !run.closed
          ? proseLines(theme.say(`${run.title} stops in the middle: R goes on with it at the next start.`), columns)
          : []),
        ...(incident && !leader
          ? proseLines(theme.say(`${incident.id} ${lab ? WITH_LAB : `stays open: ${goesOn(incident.id)}`}.`), columns)
          : []),
        [],
        ...duties.flatMap((duty) => [...dutyLines(duty, now, columns, theme), []]),
      ].map((line) => ({ line })),
    last: [{ line: buttonLine(buttons, Math.min(button, buttons.length - 1)) }],
  };
}

function owed(count: number): string {
  return `A system is still changed on purpose. ${plural(count, "duty is", "duties are")} open.`;
}

/** A duty with its steps by hand. */
export function dutyLines(duty: Duty, now: number, columns: number, theme: OverlayProps["theme"]): readonly Line[] {
  const indented = (text: string): readonly Line[] =>
    proseLines(theme.say(text), columns - 6).map((line) => [span("      "), ...line]);
  return [
    ...headLines(duty, columns, theme),
    ...indented(dutyWords(duty, now, SCREEN_STEP_MS)),
    ...duty.manual.flatMap((words, at) => indented(at === 0 ? `by hand: ${words}` : words)),
  ];
}

/** The title whole: its end may be what one must not miss. */
function headLines(duty: Duty, columns: number, theme: OverlayProps["theme"]): readonly Line[] {
  const id = `${theme.say(duty.id, 20)}  `;
  const place = span(`   ${theme.say(`${duty.system} ${duty.environment}`, 60)}`, "dim");
  const room = columns - 3 - id.length;
  const titles = wrapText(theme.say(duty.title, 120), Math.max(8, room));
  const lines = titles.map(
    (words, at): Line => [
      at === 0 ? span(` ${theme.glyphs.duty} `, "fail-bold") : span("   "),
      span(`${at === 0 ? id : " ".repeat(id.length)}${words}`, "bold"),
    ],
  );
  const last = lines.at(-1) ?? [];
  return lineWidth([...last, place]) <= columns
    ? [...lines.slice(0, -1), [...last, place]]
    : [...lines, [span("   "), place]];
}
