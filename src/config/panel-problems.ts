import { z } from "zod";
import { nearest } from "../core/nearest.ts";
import type { SourceDocument } from "./document.ts";
import { problem } from "./explain.ts";
import type { ConfigProblem } from "./problem.ts";

const LISTS = ["checks", "alerts", "goals"] as const;
const shown = z.looseObject({ panels: z.array(z.string()) });

/** Panels that this build does not have, each at its place, also of entries that are wrong in other ways. */
export function panelProblems(document: SourceDocument, known: readonly string[]): ConfigProblem[] {
  const value = Object(document.value) as Readonly<Record<string, unknown>>;
  return LISTS.flatMap((list) => {
    const entries = value[list];
    return Array.isArray(entries)
      ? entries.flatMap((entry, index) => unknownPanels(entry, document, [list, index], known))
      : [];
  });
}

function unknownPanels(
  entry: unknown,
  document: SourceDocument,
  path: readonly (string | number)[],
  known: readonly string[],
): ConfigProblem[] {
  const { panels } = shown.safeParse(entry).data ?? { panels: [] };
  return panels.flatMap((panel, index) => {
    if (known.includes(panel)) return [];
    const hint = `write ${nearest(panel, known) ?? `one of ${known.join(", ")}`}`;
    return [problem(document, [...path, "panels", index], `no panel "${panel}"`, hint)];
  });
}
