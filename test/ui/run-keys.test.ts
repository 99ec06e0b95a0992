import { expect, it } from "vitest";
import { panels } from "../../panels/index.ts";
import { commands } from "../../src/commands/commands.ts";
import type { RunQuestion } from "../../src/core/run-question.ts";
import type { RunView } from "../../src/core/run-view.ts";
import { renderFrame } from "../../src/ui/render-frame.tsx";
import { createTheme } from "../../src/ui/theme/theme.ts";
import { runningState, runView } from "../helpers/run.ts";
import { after, T0 } from "../helpers/state.ts";

const theme = createTheme({ depth: "none", ground: "dark", ascii: false });

/** The run's own keys in the key line. */
function keys(question: RunQuestion | undefined, view: RunView): string | undefined {
  const { start, events } = runningState(question, view);
  const state = after(start, ...events);
  const frame = renderFrame({ state, panels, commands, columns: 160, rows: 45, theme });
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

it("offers nothing but reading and putting away once a run has ended", () => {
  const { current: _, ...ended } = runView({ closed: { result: "failed", reason: "403" } });
  expect(keys(undefined, ended)).toBe("enter put it away  [ ] other steps");
});
