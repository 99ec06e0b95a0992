import type { PanelView } from "../../src/store/select-panel.ts";
import { countLine, type Fold, foldMarks, foldNumber, foldOf, foldWords } from "../../src/ui/draw/counts.ts";
import { type BodyLine, frameLines, innerSize } from "../../src/ui/draw/frame.ts";
import { Lines } from "../../src/ui/draw/lines.tsx";
import type { PanelProps } from "../../src/ui/panel.ts";
import { type Line, span } from "../../src/ui/text/style.ts";
import { rowColumns } from "./columns.ts";
import { drawRow } from "./row.ts";
import { shareLines } from "./share-lines.ts";

export interface CheckListProps extends PanelProps<PanelView> {
  readonly title: string;
}

/** A panel of checks: one painted string a line. */
export function CheckList(props: CheckListProps) {
  return <Lines lines={checkListLines(props)} />;
}

/** Exactly `rows` lines of exactly `columns` cells. */
function checkListLines(props: CheckListProps): readonly string[] {
  const { view, columns, rows, focused, frame, theme } = props;
  const inner = innerSize(columns, rows, frame);
  const { body, folded } = bodyOf(props, inner);
  return frameLines({
    title: titleOf(props),
    right: countLine(view.counts, theme),
    foot: dimLine(foldWords(folded)),
    shortFeet: [foldMarks(folded, theme), dimLine(foldNumber(folded))],
    body,
    columns,
    rows,
    look: focused ? "focus" : "plain",
    frame,
    theme,
  });
}

function bodyOf(
  { view, columns, theme }: CheckListProps,
  inner: { readonly columns: number; readonly rows: number },
): { readonly body: readonly BodyLine[]; readonly folded: Fold } {
  if (view.rows.length === 0) return { body: [{ line: [span(` ${nothing(view)}`, "dim")] }], folded: foldOf([]) };
  const at = rowColumns(view.rows, columns, inner.columns, theme);
  const drawn = view.rows.map((row) => drawRow(row, at, row.id === view.selected, theme));
  const shares = shareLines(
    drawn.map(({ row, wanted, hints }) => ({
      status: row.status,
      words: wanted,
      hints: hints.length,
      hintFirst: row.hintFirst === true,
      selected: row.id === view.selected,
      echo: row.echo,
    })),
    inner.rows,
  );
  const body = drawn.flatMap(({ row, hints, draw }, index): BodyLine[] => {
    const share = shares[index];
    if (!share || share.words === 0) return [];
    const lines = draw(share.words).map((line) => ({ line, selected: row.id === view.selected }));
    return [...lines, ...hints.slice(0, share.hints).map((line) => ({ line }))];
  });
  const hidden = view.rows.filter((_, index) => shares[index]?.words === 0);
  return { body, folded: foldOf(hidden.map(({ id, status }) => ({ status, counts: !view.uncounted.has(id) }))) };
}

function dimLine(text: string): Line {
  return text === "" ? [] : [span(text, "dim")];
}

function nothing({ filter, all: { length: total } }: PanelView): string {
  if (total === 0) return "no check in this panel";
  return `no check of ${total} matches /${filter}: esc clears the filter`;
}

function titleOf({ title, digit, focused, view, theme }: CheckListProps): Line {
  const style = focused ? "focus-bold" : "bold";
  const filter: Line = view.filter === "" ? [] : [span(` /${theme.say(view.filter, 40)}`, "focus")];
  const found = view.filter === "" ? [] : [span(` ${view.rows.length} of ${view.all.length}`, "dim")];
  return [span(`${digit} ${title}`, style), ...filter, ...found];
}
