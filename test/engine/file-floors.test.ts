import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { fileFloors } from "../../src/engine/file-floors.ts";
import { FakeClock } from "../helpers/fake-clock.ts";
import { planOf } from "../helpers/plan.ts";
import { readingOf } from "../helpers/state.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "floors-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const planFor = (target: string) => planOf(async () => ({ n: 0 }), { target });

it("grants one look per floor to all who share the state directory", async () => {
  const clock = new FakeClock();
  const plan = planFor("one");
  const claims = await Promise.all(Array.from({ length: 8 }, () => fileFloors(folder, clock).claim(plan, 60_000)));
  expect(claims.filter((claim) => claim.granted)).toHaveLength(1);
  await clock.advance(59_000);
  expect(await fileFloors(folder, clock).claim(plan, 60_000)).toMatchObject({ granted: false, waitMs: 1000 });
  await clock.advance(1000);
  expect(await fileFloors(folder, clock).claim(plan, 60_000)).toEqual({ granted: true });
});

it("hands the reading on, and keeps targets apart", async () => {
  const clock = new FakeClock();
  const mine = fileFloors(folder, clock);
  const reading = readingOf("t/c", { at: clock.now() });
  await mine.claim(planFor("two"), 60_000);
  await mine.settle(planFor("two"), reading);
  expect(await fileFloors(folder, clock).claim(planFor("two"), 60_000)).toMatchObject({ granted: false, reading });
  expect(await mine.claim(planFor("three"), 60_000)).toEqual({ granted: true });
});

it("is not silenced for ever by a clock that was set back", async () => {
  const late = new FakeClock();
  await late.advance(3_600_000);
  await fileFloors(folder, late).claim(planFor("four"), 60_000);
  expect(await fileFloors(folder, new FakeClock()).claim(planFor("four"), 60_000)).toEqual({ granted: true });
});

it("counts its floor from when the look began, however long that took", async () => {
  const clock = new FakeClock();
  const floors = fileFloors(folder, clock);
  await floors.claim(planFor("five"), 60_000);
  await clock.advance(20_000);
  await floors.settle(planFor("five"), readingOf("t/c", { at: clock.now() }));
  expect(await floors.claim(planFor("five"), 60_000)).toMatchObject({ granted: false, waitMs: 40_000 });
  await clock.advance(40_000);
  expect(await floors.claim(planFor("five"), 60_000)).toEqual({ granted: true });
});

it("hands on what was seen before while nobody has settled the next look", async () => {
  const clock = new FakeClock();
  const floors = fileFloors(folder, clock);
  const reading = readingOf("t/c", { at: clock.now() });
  await floors.claim(planFor("six"), 60_000);
  await floors.settle(planFor("six"), reading);
  await clock.advance(60_000);
  expect(await floors.claim(planFor("six"), 60_000)).toEqual({ granted: true });
  expect(await floors.claim(planFor("six"), 60_000)).toMatchObject({ granted: false, reading });
});
