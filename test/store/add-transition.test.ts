import { expect, it } from "vitest";
import { TIMELINE_LENGTH } from "../../src/store/state.ts";
import { after, planOf, readingOf, stateOf } from "../helpers/state.ts";

const read = (id: string, seq: number, at: number, verdict: "ok" | "fail") => {
  const reading = { ...readingOf(id, { seq, at, verdict }), tookMs: 0 };
  return { type: "check.read", reading, nextAt: undefined, epoch: 1 } as const;
};
const empty = stateOf([planOf("shop/old"), planOf("shop/new")]);

it("what is told late stands in the timeline where its time is", () => {
  const state = after(
    empty,
    read("shop/new", 1, 300, "fail"),
    read("shop/old", 1, 100, "fail"),
    read("shop/old", 2, 200, "ok"),
  );
  expect(state.timeline.map(({ at }) => at)).toEqual([100, 200, 300]);
});

it("a full timeline forgets its oldest line", () => {
  const many = Array.from({ length: TIMELINE_LENGTH + 3 }, (_, index) =>
    read("shop/new", index + 1, index, index % 2 === 0 ? "fail" : "ok"),
  );
  const { timeline } = after(empty, ...many);
  expect(timeline).toHaveLength(TIMELINE_LENGTH);
  expect(timeline[0]?.at).toBe(3);
});
