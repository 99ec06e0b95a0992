import type { CockpitState } from "../../src/store/state.ts";
import { panelIds } from "../helpers/known.ts";
import { after, dutyOf, planOf, read, stateOf } from "../helpers/state.ts";

const LONG = "a very long name that somebody generated from a template ".repeat(6).slice(0, 300);
const NAMES = [
  LONG,
  "漢字".repeat(150),
  "👩‍👩‍👧‍👦👍🏽🇩🇪1️⃣".repeat(20),
  "e\u0301\u0301\u0301ह्र्दय ｱﾞ 한국어".repeat(20),
  "\u001b[2J\u001b]0;owned\u0007\u009b31m\r\n\tname\u202e",
  "x".repeat(300),
  "\u0301\u200d\ufe0f",
];
const VERDICTS = ["ok", "warn", "fail", "unknown"] as const;

/** Names of 300 characters, wide glyphs and control bytes in every place that a target or a file fills. */
export function hostileState(): CockpitState {
  const plans = NAMES.flatMap((name, index) =>
    panelIds.map((panel) =>
      planOf(`opsmantik/${panel}${index}`, {
        title: name,
        tag: name,
        panels: [panel],
        ...(index % 2 === 0 && { value: "n", unit: name, trend: "n", threshold: 3 }),
      }),
    ),
  );
  const systems = NAMES.slice(0, 4).map((name, index) => ({
    id: index === 0 ? "opsmantik" : name,
    title: name,
    tag: name,
    environment: "production",
    locked: false,
    budgets: [],
  }));
  const readings = plans.flatMap((plan, index) =>
    [1, 2, 3, 4].map((seq) =>
      read(plan.id, {
        seq,
        verdict: VERDICTS[(index + seq) % 4] ?? "ok",
        summary: `${NAMES[(index + 1) % NAMES.length]}; ${NAMES[index % NAMES.length]}`,
        facts: {
          n: 10 ** (index % 14),
          [LONG]: LONG,
          t: { rows: [{ [LONG]: LONG, b: "漢字" }], rowCount: 9, truncated: true },
        },
        trace: NAMES,
      }),
    ),
  );
  return after(
    stateOf(plans, { operator: LONG, environment: { name: LONG }, systems }),
    ...readings,
    {
      type: "duties.changed",
      duties: NAMES.map((name, index) =>
        dutyOf({
          id: `D${index}`,
          title: name,
          system: name,
          environment: name,
          step: name,
          state: index === 0 ? "apply-unknown" : "applied",
          openedAt: 0,
          dueBy: 5,
          manual: [name, name],
        }),
      ),
    },
    { type: "log.added", line: { at: 0, level: "error", text: LONG } },
  );
}
