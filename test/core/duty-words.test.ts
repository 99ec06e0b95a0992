import { expect, it } from "vitest";
import { DUTY_STATES } from "../../src/core/duty.ts";
import { dutyAge, dutyState, dutyWords } from "../../src/core/duty-words.ts";
import { dutyOf } from "../helpers/state.ts";

it.each([
  ["applied", "applied 0:40 ago"],
  ["restoring", "being restored for 0:40"],
  ["restore-unknown", "being restored for 0:40, no answer yet"],
  ["restored-unproved", "put back 0:40 ago, not proved yet"],
] as const)("%s counts from its own time", (state, words) => {
  const duty = dutyOf({ state, openedAt: 0, since: 60_000, dueBy: 160_000 });
  expect(dutyWords(duty, 100_000)).toBe(`${words}, due in 1:00`);
  expect(dutyAge(duty, 104_000, 5000)).toBe(words);
});

it("no state is told by its name in the journal where that is two words", () => {
  expect(DUTY_STATES.map(dutyState).filter((words) => words.includes("-"))).toEqual([]);
});
