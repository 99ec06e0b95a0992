import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { foldDuties } from "../../src/runbooks/duties.ts";
import { Killed, World, type WorldOptions } from "./world.ts";

const DRILL = [
  `id: turn
action: turn
with: { to: left }
then-run: [{ action: turn, with: { to: up } }]
undo:
  id: turned
  title: the switch is turned
  how: [{ action: turn, with: { to: middle } }, { action: turn, with: { to: right } }]
  manual: [turn it back]
  proof: [{ check: health, when: { fact: n, eq: 0 }, within: 1m, hold: 10s }]`,
  "id: wait-for-it\nexpect: { check: health, when: { fact: n, eq: 1 } }\nwithin: 1m",
  "id: back\nrestore: turned",
] as const;

/** The health of the shop is where its switch is. */
const facts: WorldOptions["facts"] = (check, world) =>
  check === "deploy" ? { branch: "main" } : { n: world.position === "right" ? 0 : 1 };
const again: WorldOptions = { facts, failed: () => ({ do: "again" }) };

const effects = ({ sent }: World) => sent.map((line) => line.split(" ")[0]);

/** Kills one process and starts others until the run has ended. */
async function survive(kill: NonNullable<WorldOptions["kill"]>, answers: WorldOptions["answers"]): Promise<World> {
  const world = new World({ ...again, kill, ...(answers && { answers }) });
  const first = await world.run(...DRILL).catch((error: unknown) => {
    if (!(error instanceof Killed)) throw error;
    return undefined;
  });
  if (first === undefined && world.position !== "right") {
    expect(world.duties(), `killed ${kill.at} ${kill.n}: the switch is ${world.position}`).toHaveLength(1);
  }
  world.restarted({ ...again, ...(answers && { answers }) });
  expect(await world.run(...DRILL)).toEqual({ result: "done" });
  return world;
}

const LINES = 24;
const instants = [
  ...["before-write", "on-disk"].flatMap((at) => Array.from({ length: LINES }, (_, n) => ({ at, n: n + 1 }))),
  ...[1, 2, 3, 4].map((n) => ({ at: "effect", n })),
] as NonNullable<WorldOptions["kill"]>[];

describe("a run that is killed", () => {
  test("the table of instants covers every line of the journal", async () => {
    const world = new World(again);
    await world.run(...DRILL);
    expect(world.entries.length).toBe(LINES);
  });

  test.each(instants)("$at $n: goes on, breaks once and restores once", async (kill) => {
    const world = await survive(kill, undefined);
    expect(effects(world)).toEqual(["left", "up", "middle", "right"]);
    expect(world.position).toBe("right");
    expect(world.duties()).toEqual([]);
  });

  test.each(instants)("$at $n, every answer lost: nothing is sent twice", async (kill) => {
    const world = await survive(kill, ["lost", "lost", "lost", "lost"]);
    expect(effects(world)).toEqual(["left", "up", "middle", "right"]);
    expect(world.duties()).toEqual([]);
  });

  test("no prefix of its journal loses a duty that was armed and not discharged", async () => {
    const answer = fc.constantFrom("done", "lost", "refused", "swallowed" as const);
    await fc.assert(
      fc.asyncProperty(fc.array(answer, { maxLength: 8 }), fc.integer({ min: 1, max: 40 }), async (answers, n) => {
        let tries = 0;
        const failed = () => (tries++ < 6 ? ({ do: "again" } as const) : undefined);
        const world = new World({ facts, answers, failed, kill: { at: "on-disk", n } });
        await world.run(...DRILL).catch(() => {});
        for (let length = 0; length <= world.entries.length; length += 1) {
          const entries = world.entries.slice(0, length);
          // One switch, one duty: it is open unless the last line about it ends it.
          const last = entries.findLast((entry) => "duty" in entry && entry.duty !== undefined);
          const open = foldDuties({ id: "INC-0001", entries, doubtful: [] }).filter((duty) => !duty.ended);
          expect(open).toHaveLength(last === undefined || last.type === "duty.discharged" ? 0 : 1);
        }
        if (world.position !== "right") expect(world.duties()).toHaveLength(1);
      }),
      { numRuns: 60 },
    );
  });
});
