import { expect, it } from "vitest";
import type { CheckFailure } from "../../src/core/reading.ts";
import { apply } from "../../src/store/apply.ts";
import type { CockpitState } from "../../src/store/state.ts";
import { planOf, readingOf, stateOf, T0 } from "../helpers/state.ts";

const silence: CheckFailure = { kind: "timeout", message: "no answer in 10s" };
const refused: CheckFailure = { kind: "refused", message: "connection refused", code: "ECONNREFUSED" };

function failed(state: CockpitState, id: string, failure: CheckFailure): CockpitState {
  const { facts: _, ...reading } = { facts: {}, ...readingOf(id, { seq: 1, verdict: "fail" }) };
  const read = { ...reading, outcome: "failed" as const, failure };
  return apply(state, { type: "check.read", reading: read, nextAt: undefined, epoch: state.epoch });
}

it("what was taken for an outage is unknown once this machine knows that it is cut off; a refusal stays one", () => {
  const ids = ["a/silent", "a/refused", "a/unread"];
  const before = failed(failed(stateOf(ids.map((id) => planOf(id))), "a/silent", silence), "a/refused", refused);
  const after = apply(before, { type: "vantage.changed", since: T0, checkIds: ids });
  expect(after.vantage).toBe(T0);
  expect(ids.map((id) => after.checks[id]?.history.at(-1)?.verdict)).toEqual(["unknown", "fail", undefined]);
  expect(after.checks["a/silent"]?.history.at(-1)?.summary).toBe(
    "Not known: this machine is cut off (no answer in 10s)",
  );
  const back = apply(after, { type: "vantage.changed", since: undefined, checkIds: ids });
  expect(back.vantage).toBeUndefined();
  expect(ids.map((id) => back.checks[id]?.history.at(-1)?.verdict)).toEqual(["unknown", "fail", undefined]);
  expect(back.checks["a/silent"]?.history.at(-1)).toMatchObject({
    summary: "Not known: this machine was cut off (no answer in 10s)",
    short: "this machine was cut off",
  });
});
