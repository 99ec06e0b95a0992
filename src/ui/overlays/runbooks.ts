import { plural } from "../../core/plural.ts";
import type { RunbookOffer } from "../../core/runbook-offer.ts";
import { rowPlan } from "../../store/select-rows.ts";
import type { BodyLine } from "../draw/frame.ts";
import { spread } from "../text/line.ts";
import { type Line, span } from "../text/style.ts";
import type { Dialog } from "./dialog.ts";
import type { OverlayOf, OverlayProps } from "./overlay-props.ts";

/** Runbooks: those that fit on top, then all others by system. */
export function runbooksDialog({ index, row, list }: OverlayOf<"runbooks">, { state, theme }: OverlayProps): Dialog {
  const all = list.map(({ id, fits }) => ({ offer: state.runbooks.find((one) => one.id === id), fits }));
  const fitting = all.filter(({ fits }) => fits.length > 0).length;
  const about = row === undefined ? "what is bad now" : theme.say(rowPlan(state, row)?.title ?? row, 60);
  const lines = all.flatMap((offered, at) => [
    ...heading(at, fitting, about),
    offerLine(offered, at === index, { state, theme }),
  ]);
  return {
    title: [span("Runbooks", "bold"), span("  each change in them asks first", "dim")],
    right: [span(plural(all.length, "runbook"), "dim")],
    look: "focus",
    wants: { columns: 92 },
    body: ({ columns, rows }) => {
      const here = lines.findIndex(({ selected }) => selected);
      const first = Math.max(0, here - rows + 1);
      return lines.slice(first).map(
        ({ left, right, selected }): BodyLine => ({
          line: spread(left, right, columns, theme.glyphs.cut),
          selected,
        }),
      );
    },
  };
}

interface ListLine {
  readonly left: Line;
  readonly right: Line;
  readonly selected: boolean;
}

function heading(at: number, fitting: number, about: string): readonly ListLine[] {
  if (at !== 0 && at !== fitting) return [];
  const others = fitting > 0 ? "all others" : `none fits ${about}; all`;
  const words = at === 0 && fitting > 0 ? `fit ${about}` : others;
  return [{ left: [span(` ${words}`, "dim")], right: [], selected: false }];
}

interface Offered {
  readonly offer: RunbookOffer | undefined;
  readonly fits: readonly string[];
}

function offerLine(
  { offer, fits }: Offered,
  selected: boolean,
  { state, theme }: Pick<OverlayProps, "state" | "theme">,
): ListLine {
  const tag = state.systems.find(({ id }) => id === offer?.system)?.tag ?? "";
  const why = fits[0] === undefined ? "" : (rowPlan(state, fits[0])?.title ?? "");
  return {
    left: [
      span(selected ? theme.glyphs.cursor : " ", "focus-bold"),
      span(` ${theme.say(tag, 20).slice(0, 2)} `, "dim"),
      span(theme.say(offer?.title ?? "", 200), fits.length > 0 ? "bold" : "plain"),
      ...(why === "" ? [] : [span(`  ${theme.say(why, 60)}`, "focus")]),
    ],
    right: [span(` ${plural(offer?.steps.length ?? 0, "step")} `, "dim")],
    selected,
  };
}
