import { shortDuration } from "../../core/duration.ts";
import { plural } from "../../core/plural.ts";
import { canReport } from "../../store/can-report.ts";
import { countAll } from "../../store/select-counts.ts";
import { updateDueAt } from "../../store/select-update.ts";
import type { CockpitState } from "../../store/state.ts";
import type { Line } from "../text/style.ts";
import type { FormFacts } from "./dialog.ts";
import { proseLines } from "./label-lines.ts";
import type { OverlayProps } from "./overlay-props.ts";

/** Without an open incident: about opening one, and which one was left open. */
export function incidentFacts({ state, theme }: OverlayProps): FormFacts {
  const { incident, left } = state;
  const about = "Runs, notes and evidence are kept in it. A name that people will know it by.";
  if (!incident)
    return {
      title: "Open an incident",
      look: "focus",
      lines: (columns) => [
        ...(left ? proseLines(theme.say(`${left.id} is open still: ${left.title}`, 300), columns, "warn-bold") : []),
        ...proseLines(about, columns),
      ],
    };
  return {
    title: theme.say(`${incident.id}  ${incident.title}`, 160),
    right: `${shortDuration(state.now - incident.openedAt)} ago`,
    look: "focus",
    lines: (columns) => [
      ...proseLines("How it is called, how bad it is, who does what; or its end.", columns),
      ...notWellLines(state, columns),
    ],
  };
}

/** Who closes an incident should know what is not well yet. It is no reason not to. */
function notWellLines(state: CockpitState, columns: number): readonly Line[] {
  const { ok, fail, warn, unknown, stale, unread } = countAll(state);
  const dark = unknown + stale + unread;
  const parts = [
    ...(fail > 0 ? [`${fail} failed`] : []),
    ...(warn > 0 ? [plural(warn, "warning")] : []),
    ...(dark > 0 ? [`${dark} not known`] : []),
  ];
  if (parts.length === 0 && ok === 0)
    return proseLines("Nothing was looked at: it is not known how it is.", columns, "unknown");
  if (parts.length === 0) return proseLines("All checks are ok.", columns, "ok");
  return proseLines(`Not all is well: ${parts.join(", ")}.`, columns, "warn-bold");
}

/** What would be sent, filled from what is known now. */
export function updateFacts({ state, theme }: OverlayProps): FormFacts {
  const left = updateDueAt(state);
  return {
    title: "Update: condition, actions, needs",
    ...(left !== undefined && { right: dueWords(left - state.now) }),
    look: "focus",
    lines: (columns) =>
      canReport(state)
        .split("\n")
        .flatMap((text) => proseLines(theme.say(text, 600), columns)),
  };
}

function dueWords(ms: number): string {
  return ms < 0 ? `due for ${shortDuration(-ms)}` : `due in ${shortDuration(ms)}`;
}
