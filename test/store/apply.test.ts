import fc from "fast-check";
import { expect, it } from "vitest";
import { apply } from "../../src/store/apply.ts";
import { type CockpitEvent, type CockpitState, HISTORY, LOG_LENGTH, TIMELINE_LENGTH } from "../../src/store/state.ts";
import { after, planOf, read, readingOf, stateOf, systems, T0 } from "../helpers/state.ts";

const ids = ["a/x", "a/y", "__proto__", "nobody/home"];
const plans = [planOf("a/x"), planOf("a/y")];
const verdict = fc.constantFrom("ok", "warn", "fail", "unknown");

const dataEvent: fc.Arbitrary<CockpitEvent> = fc.oneof(
  fc.record({ type: fc.constant("ticked" as const), now: fc.integer({ min: T0, max: T0 + 1e6 }) }),
  fc.record({
    type: fc.constant("check.started" as const),
    checkId: fc.constantFrom(...ids),
    epoch: fc.integer({ min: 0, max: 2 }),
  }),
  fc
    .record({
      id: fc.constantFrom(...ids),
      seq: fc.nat(50),
      verdict,
      epoch: fc.integer({ min: 0, max: 2 }),
      nextAt: fc.option(fc.integer({ min: T0, max: T0 + 1e6 }), { nil: undefined }),
    })
    .map(({ id, seq, verdict: says, epoch, nextAt }) => ({
      type: "check.read" as const,
      reading: readingOf(id, { seq, verdict: says as "ok" }),
      epoch,
      nextAt,
    })),
  fc.record({ type: fc.constant("frozen" as const), on: fc.boolean() }),
  fc.constant<CockpitEvent>({ type: "lab.faults", faults: [] }),
);

function frozenDeep<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  Object.freeze(value);
  for (const inner of Object.values(value)) frozenDeep(inner);
  return value;
}

it("never mutates, never forgets the order of readings, never invents a check", () => {
  fc.assert(
    fc.property(fc.array(dataEvent, { maxLength: 60 }), (events) => {
      let state = frozenDeep(stateOf(plans));
      for (const event of events) {
        const next = frozenDeep(apply(state, event));
        for (const id of Object.keys(next.checks)) expectOrder(state, next, id);
        state = next;
      }
      expect(Object.keys(state.checks)).toEqual(["a/x", "a/y"]);
    }),
  );
});

function expectOrder(before: CockpitState, now: CockpitState, id: string): void {
  const seqs = now.checks[id]?.history.map(({ seq }) => seq) ?? [];
  expect(seqs).toEqual([...new Set(seqs)].toSorted((a, b) => a - b));
  expect(seqs.at(-1) ?? -1).toBeGreaterThanOrEqual(before.checks[id]?.history.at(-1)?.seq ?? -1);
}

it("drops a late answer and one of an older configuration", () => {
  const state = after(stateOf(plans), read("a/x", { seq: 7 }));
  expect(apply(state, read("a/x", { seq: 7, verdict: "fail" }))).toBe(state);
  expect(apply(state, read("a/x", { seq: 6, verdict: "fail" }))).toBe(state);
  const planned = apply(state, { type: "systems.planned", plans, systems, epoch: 2 });
  expect(planned.checks["a/x"]?.history).toEqual([]);
  expect(apply(planned, read("a/x", { seq: 8 }))).toBe(planned);
  expect(apply(planned, { type: "systems.planned", plans: [], systems, epoch: 2 })).toBe(planned);
});

it("keeps what it remembers bounded", () => {
  let state = stateOf(plans);
  for (let seq = 1; seq <= TIMELINE_LENGTH + 20; seq++)
    state = after(state, read("a/x", { seq, verdict: seq % 2 === 0 ? "ok" : "fail" }), {
      type: "log.added",
      line: { at: T0, level: "info", text: String(seq) },
    });
  expect(state.checks["a/x"]?.history).toHaveLength(HISTORY);
  expect(state.timeline).toHaveLength(TIMELINE_LENGTH);
  expect(state.log).toHaveLength(LOG_LENGTH);
});

it("notes a change of verdict, and a first look only when it is bad", () => {
  const state = after(
    stateOf(plans),
    read("a/x", { seq: 1 }),
    read("a/y", { seq: 1, verdict: "unknown", summary: "no ratio yet" }),
    read("a/x", { seq: 2, verdict: "fail", summary: "down" }),
    read("a/x", { seq: 3, verdict: "fail", summary: "still down" }),
  );
  expect(state.timeline.map(({ checkId, from, to, words }) => [checkId, from, to, words])).toEqual([
    ["a/y", undefined, "unknown", "no ratio yet"],
    ["a/x", "ok", "fail", "down"],
  ]);
});

it("shows the frozen moment while data goes on", () => {
  const state = after(stateOf(plans), read("a/x", { seq: 1 }), { type: "frozen", on: true }, read("a/x", { seq: 2 }));
  expect(state.frozen?.checks["a/x"]?.history).toHaveLength(1);
  expect(state.checks["a/x"]?.history).toHaveLength(2);
});

it("keeps the answer of the last look only", () => {
  const trace = ["GET /health  200", "{}"];
  const state = after(stateOf([planOf("a/x")]), read("a/x", { seq: 1, trace }), read("a/x", { seq: 2, trace }));
  expect(state.checks["a/x"]?.history.map((reading) => reading.trace)).toEqual([[], trace]);
});
