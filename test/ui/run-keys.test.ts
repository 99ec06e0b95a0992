import { expect, it } from "vitest";
import { panels } from "../../panels/index.ts";
import { formOverlay } from "../../src/commands/forms.ts";
import type { RunQuestion } from "../../src/core/run-question.ts";
import type { RunView } from "../../src/core/run-view.ts";
import { renderFrame } from "../../src/ui/render-frame.tsx";
import { createTheme } from "../../src/ui/theme/theme.ts";
import { commands } from "../helpers/known.ts";
import { confirmAsk, offer, runningState, runView } from "../helpers/run.ts";
import { after, T0 } from "../helpers/state.ts";

const theme = createTheme({ depth: "none", ground: "dark", ascii: false });

function drawn(question: RunQuestion | undefined, view: RunView, columns: number, rows: number): string {
  const { start, events } = runningState(question, view);
  return renderFrame({ state: after(start, ...events), panels, commands, columns, rows, theme });
}

/** The run's own keys in the key line. */
function keys(question: RunQuestion | undefined, view: RunView): string | undefined {
  const frame = drawn(question, view, 160, 45);
  return frame.split("\n").at(-1)?.split("  1-6 panel")[0]?.trim();
}

const stopped = { kind: "failed", id: "Q1", run: "R1", step: "break-token", reason: "403" } as const;
const expectation = {
  check: "opsmantik/publish",
  wanted: "n ≥ 10",
  state: "not-met",
  deadline: T0 + 761_000,
  nextLookAt: T0 + 48_000,
  holdMs: 0,
} as const;

it("offers of a run's keys those that do something now", () => {
  expect(keys(undefined, runView({ expectation }))).toBe("c look now  [ ] other steps  a abort");
  const failed = "[ ] other steps  a abort";
  expect(keys({ ...stopped, mayRetry: false }, runView())).toBe(`enter act on the step  ${failed}`);
  expect(keys({ ...stopped, mayRetry: true }, runView())).toBe(
    "enter act on the step  [ ] other steps  t again  a abort",
  );
});

it("offers to ask anew once the second person's code has expired", () => {
  const approval = { code: "7F3K-Q2WD", expiresAt: T0 - 1 };
  expect(keys(confirmAsk({ approval }), runView())).toBe("enter act on the step  [ ] other steps  t again  a abort");
  expect(keys(confirmAsk({}), runView())).toBe("enter act on the step  [ ] other steps  a abort");
});

it("offers nothing but reading and putting away once a run has ended", () => {
  const { current: _, ...ended } = runView({ closed: { result: "failed", reason: "403" } });
  expect(keys(undefined, ended)).toBe("enter put it away  [ ] other steps");
});

it("shows what a person is asked to do before they open its dialog", () => {
  const manual = ["Set the clock of the worker", "Start it anew"];
  const asked = {
    kind: "manual",
    id: "Q1",
    run: "R1",
    step: "break-token",
    title: "Set it",
    manual,
    ask: {},
    undo: "",
  } as const;
  for (const [columns, rows] of [
    [120, 40],
    [80, 24],
  ] as const) {
    const frame = drawn(asked, runView(), columns, rows);
    expect(frame).toContain("you do this step: enter shows how");
    expect(frame).toContain("1. Set the clock of the worker");
    expect(frame).toContain("2. Start it anew");
  }
});

it("says what a value is for, on a line of its own where there is no room beside it", () => {
  const about = "may stay empty; for a regression, the deployment to roll back to, by its id";
  const params = { rollbackTo: { type: "text", default: "", about } } as const;
  const { start } = runningState(undefined);
  const state = after(
    start,
    { type: "runbooks.offered", runbooks: [{ ...offer, params }] },
    {
      type: "overlay.opened",
      overlay: formOverlay({ kind: "start", runbook: offer.id }),
    },
  );
  const shown = (columns: number, rows: number) =>
    renderFrame({ state, panels, commands, columns, rows, theme })
      .split("\n")
      .filter((line) => line.includes("may stay"));
  expect(shown(120, 40)).toEqual([expect.stringMatching(/rollbackTo .* may stay empty; .* by its id/)]);
  expect(shown(80, 24)).toEqual([expect.stringMatching(/^┃ {4,}may stay empty; /)]);
});
