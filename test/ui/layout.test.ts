import { expect, it } from "vitest";
import { type Layout, layout, type Room, widths } from "../../src/ui/frame/layout.ts";

const room = { panels: 6, banners: 0, zoomed: false, runbook: false };

it.each([
  [160, 45, { kind: "grid", frame: "box", perLine: 3, panelRows: 17, timelineRows: 8, systemsLine: true }],
  [120, 40, { kind: "grid", frame: "box", perLine: 2, panelRows: 10, timelineRows: 7, systemsLine: true }],
  [80, 24, { kind: "grid", frame: "rule", perLine: 2, panelRows: 7, timelineRows: 1, systemsLine: false }],
  [60, 15, { kind: "strip", perLine: 1, panelRows: 7 }],
  [59, 15, { kind: "line" }],
  [60, 14, { kind: "line" }],
] as const)("shares %d×%d", (columns, rows, wanted) =>
  expect(layout({ ...room, columns, rows })).toMatchObject(wanted),
);

const widthsToTry = Array.from({ length: 26 }, (_, index) => 60 + index * 7);

it.each(widthsToTry)("uses every line and every column at %d columns", (columns) => {
  for (let rows = 15; rows <= 60; rows++)
    for (const banners of [0, 1, 2])
      for (const panels of [6, 7, 9])
        expectFull(layout({ ...room, panels, columns, rows, banners }), { columns, rows, panels });
});

function expectFull(plan: Layout, { columns, rows, panels }: Pick<Room, "columns" | "rows" | "panels">): void {
  if (plan.kind === "line" || plan.kind === "presenter") throw new Error(`no room at ${columns}×${rows}`);
  const lines = Math.ceil(panels / plan.perLine);
  if (plan.kind === "strip") {
    expect(plan.top + lines + plan.panelRows + 1).toBe(rows);
    return;
  }
  const dividers = plan.frame === "rule" ? plan.perLine - 1 : 0;
  expect(widths(columns, plan.perLine, plan.frame).reduce((sum, width) => sum + width, dividers)).toBe(columns);
  expect(plan.top + plan.panelRows * lines + plan.timelineRows + 1).toBe(rows);
}
