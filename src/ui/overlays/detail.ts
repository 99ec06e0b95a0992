import { type DetailView, selectDetail } from "../../store/select-detail.ts";
import type { BodyLine } from "../draw/frame.ts";
import { statusGlyph, statusName } from "../draw/status.ts";
import { type Line, type Style, span } from "../text/style.ts";
import { wrapText } from "../text/wrap.ts";
import type { Theme } from "../theme/theme.ts";
import { answerLines, factLines, fitLines, rawLines, ruleLines, timeLines } from "./detail-parts.ts";
import { trendLines } from "./detail-trend.ts";
import type { Dialog } from "./dialog.ts";
import type { OverlayOf, OverlayProps } from "./overlay-props.ts";
import { beside, columnWidth } from "./two-columns.ts";
import { watchedDialog, watcherLines } from "./watched.ts";

/** One row in full: what is so, its curve, why this verdict, the facts, the last answer. */
export function detailDialog(overlay: OverlayOf<"detail">, props: OverlayProps): Dialog {
  const { state, theme } = props;
  const view = selectDetail(state, overlay.checkId);
  if (!view) return watchedDialog(overlay, props) ?? gone;
  return {
    title: [span(`${theme.say(view.system, 60)} / `, "dim"), span(theme.say(view.title, 120), "bold")],
    right: [{ ...statusGlyph(view.status, theme, view.was), text: statusText(view, theme) }],
    look: "focus",
    scroll: overlay.scroll,
    body: ({ columns, rows }) => {
      const size = { columns: columns - 2, rows };
      const lines = overlay.raw ? rawLines(view, size.columns, theme) : wholeLines(view, size, theme);
      return lines.map((line): BodyLine => ({ line: [span(" "), ...line] }));
    },
  };
}

const gone: Dialog = {
  title: [span("Detail", "bold")],
  look: "focus",
  body: () => [{ line: [span(" this row is not there any more", "dim")] }],
};

function statusText(view: DetailView, theme: Theme): string {
  const glyph = statusGlyph(view.status, theme, view.was).text;
  const was = view.was === undefined ? "" : `, was ${view.was}`;
  return `${glyph} ${view.status === "unread" ? "not read yet" : statusName(view.status)}${was}`;
}

function wholeLines(
  view: DetailView,
  size: { readonly columns: number; readonly rows: number },
  theme: Theme,
): readonly Line[] {
  const { columns } = size;
  const head = wrapText(theme.say(view.summary, 2000), columns).map((text): Line => [span(text, summaryStyle(view))]);
  const left = [
    ...failureLines(view, columnWidth(columns), theme),
    ...ruleLines(view, columnWidth(columns), theme),
    ...timeLines(view, theme),
    ...watcherLines(view.watchers, columnWidth(columns), theme),
    ...fitLines(view, columnWidth(columns), theme),
  ];
  const right = [...factLines(view, columnWidth(columns), theme), ...answerLines(view, columnWidth(columns), theme)];
  return [...head, [], ...trendLines(view, size, theme), ...beside(left, right, columns, theme)];
}

function summaryStyle({ status }: DetailView): Style {
  return status === "ok" ? "plain" : status === "stale" || status === "unread" ? "dim" : "bold";
}

function failureLines({ failure }: DetailView, columns: number, theme: Theme): readonly Line[] {
  if (!failure) return [];
  const code = failure.code === undefined ? "" : `  ${theme.say(failure.code, 60)}`;
  const hint = failure.hint === undefined ? [] : wrapText(theme.say(failure.hint), columns - 3);
  return [
    [span("No answer", "bold"), span(`  ${failure.kind}${code}`, "dim")],
    ...wrapText(theme.say(failure.message), columns - 2).map((text): Line => [span(`  ${text}`, "fail")]),
    ...hint.map((text, index): Line => [span(`${index === 0 ? theme.glyphs.hint.padEnd(2) : "  "} ${text}`, "focus")]),
    [],
  ];
}
