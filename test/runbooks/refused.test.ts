import { describe, expect, test } from "vitest";
import { foldDuties, restoredWithout } from "../../src/runbooks/duties.ts";
import { World, type WorldOptions } from "./world.ts";

const TURN = `id: turn
action: turn
with: { to: left }
undo:
  id: turned
  title: the switch is turned
  how: [{ action: turn, with: { to: right } }]
  manual: [turn it back]
  proof: [{ check: health, when: { fact: n, eq: 0 }, within: 1m }]`;
const BACK = "id: back\nrestore: turned";

/** A world whose person tries again so often, then goes. */
function trying(times: number, answers: NonNullable<WorldOptions["answers"]>): World {
  let tries = 0;
  return new World({ answers, failed: () => (tries++ < times ? { do: "again" } : undefined) });
}

const told = ({ entries }: World) => foldDuties({ id: "INC-0001", entries, doubtful: [] }).map((duty) => duty.ended);

describe("a change that its target refused", () => {
  test("owes nothing: the refusal is the proof that ends its duty", async () => {
    const world = trying(0, ["refused"]);
    await world.run(TURN);
    expect(world.duties()).toEqual([]);
    expect(world.entries.find(({ type }) => type === "duty.discharged")).toMatchObject({
      step: "turn",
      proof: [{ check: "turn", summary: "nothing was changed: 403" }],
    });
  });

  test.each([
    ["refused again", ["refused", "refused"], []],
    ["done then", ["refused", "done"], ["applied"]],
    ["lost and done then", ["refused", "lost"], ["applied"]],
  ] as const)("is owed again while it is tried again: %s", async (_name, answers, states) => {
    const world = trying(1, answers);
    await world.run(TURN);
    expect(world.duties().map(({ state }) => state)).toEqual(states);
    expect(restoredWithout("R1", { id: "INC-0001", entries: world.entries, doubtful: [] })).toBeUndefined();
  });

  test("ends its duty only while nothing before it may still arrive", async () => {
    const world = trying(1, ["swallowed", "refused"]);
    await world.run(TURN);
    expect(world.sent).toHaveLength(2);
    expect(told(world)).toEqual([undefined]);
  });

  test("in part may have happened: the duty stands, and is restored by its own", async () => {
    const world = trying(0, ["in-part"]);
    const { reason } = await world.run(TURN);
    expect(reason).toMatch(/turn failed: exit 3. Part of it may have happened/);
    expect(world.duties().map(({ state }) => state)).toEqual(["apply-unknown"]);
    expect(await world.restore()).toEqual({ restored: true });
    expect([world.position, world.duties()]).toEqual(["right", []]);
  });

  test("goes on to its restore when it was done at the second try", async () => {
    const world = trying(1, ["refused"]);
    expect(await world.run(TURN, BACK)).toEqual({ result: "done" });
    expect([world.position, world.duties()]).toEqual(["right", []]);
  });
});
