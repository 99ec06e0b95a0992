import { plural } from "../../core/plural.ts";
import type { LogLine } from "../../store/state.ts";
import { padEnd } from "../text/line.ts";
import { type Line, type Style, span } from "../text/style.ts";
import { timeOfDay } from "../text/time.ts";
import type { Dialog } from "./dialog.ts";
import type { OverlayOf, OverlayProps } from "./overlay-props.ts";

const styles: Readonly<Record<LogLine["level"], Style>> = { info: "dim", warn: "warn", error: "fail" };

/** Newest first. */
export function logDialog({ scroll }: OverlayOf<"log">, { state, theme }: OverlayProps): Dialog {
  const lines = state.log
    .toReversed()
    .map(
      ({ at, level, text }): Line => [
        span(` ${timeOfDay(at)} `, "dim"),
        span(padEnd(level, 6), styles[level]),
        span(theme.say(text, 600)),
      ],
    );
  return {
    title: [span("Log", "bold"), span("  of opsdeck itself", "dim")],
    right: [span(plural(state.log.length, "line"), "dim")],
    look: "focus",
    scroll,
    body: () => (lines.length === 0 ? [[span(" nothing to report", "dim")]] : lines).map((line) => ({ line })),
  };
}
