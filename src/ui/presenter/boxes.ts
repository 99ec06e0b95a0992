import { type Counts, worst } from "../../store/select-counts.ts";
import type { Status } from "../../store/select-look.ts";
import type { PresenterView } from "../../store/select-presenter.ts";
import { countLine } from "../draw/counts.ts";
import { type BodyLine, frameLines } from "../draw/frame.ts";
import { wordStyle } from "../draw/status.ts";
import { type Style, span } from "../text/style.ts";
import type { Theme } from "../theme/theme.ts";
import { headline } from "./headline.ts";
import { calmLine, troubleLines } from "./trouble-lines.ts";

export interface BoxPlace {
  readonly id: string;
  readonly title: string;
  readonly digit: number;
  readonly focused: boolean;
  readonly columns: number;
  readonly rows: number;
}

/** One panel for a room: how many of what is worst in big letters, then each in words. */
export function presenterBox(view: PresenterView, place: BoxPlace, theme: Theme): readonly string[] {
  const { id, title, digit, focused, columns, rows } = place;
  const counts = view.panels[id] ?? none;
  const inner = { columns: columns - 2, rows: rows - 2 };
  const head = headline(counts, inner.columns, theme);
  const gap = inner.rows > head.length + 6 ? [[]] : [];
  const troubles = view.troubles.filter(({ panels }) => panels.includes(id));
  const room = { columns: inner.columns, rows: inner.rows - head.length - gap.length * 2, now: view.now };
  const below = troubles.length > 0 ? troubleLines(troubles, room, theme) : [calmLine(counts, theme)];
  const body = [...gap, ...head, ...gap, ...below].map((line): BodyLine => ({ line }));
  return frameLines({
    title: [span(`${digit} ${title.toUpperCase()}`, "bold")],
    right: countLine(counts, theme),
    body,
    columns,
    rows,
    look: focused ? "focus" : "plain",
    edge: edgeOf(worst(counts)),
    frame: "box",
    theme,
  });
}

const none: Counts = { fail: 0, warn: 0, unknown: 0, stale: 0, unread: 0, ok: 0 };

function edgeOf(status: Status): Style {
  return status === "ok" || status === "unread" || status === "stale" ? "border" : wordStyle(status);
}
