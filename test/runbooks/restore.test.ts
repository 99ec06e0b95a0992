import { describe, expect, test } from "vitest";
import { World } from "./world.ts";

const TURN = `id: turn
action: turn
with: { to: left }
undo:
  id: turned
  title: the switch is turned
  how: [{ action: turn, with: { to: right } }]
  manual: [turn it back]
  proof: [{ check: health, when: { fact: n, eq: 0 }, within: 1m }]`;

describe("a restore", () => {
  test("keeps what proved it, with its verdict", async () => {
    const world = new World();
    await world.run(TURN);
    await world.restore();
    const readings = world.entries.filter((entry) => entry.type === "reading");
    expect(readings).toMatchObject([{ run: "R1", reading: { check: "shop/health", verdict: "ok" } }]);
  });

  test("that is refused can be tried again, and sends only what is left", async () => {
    const world = new World({ answers: ["done", "refused"] });
    await world.run(TURN);
    expect(await world.restore()).toEqual({ restored: false, reason: "turn: 403" });
    expect(world.duties().map((duty) => duty.state)).toEqual(["restoring"]);
    world.restarted();
    expect(await world.restore()).toEqual({ restored: true });
    expect(world.position).toBe("right");
    expect(world.duties()).toEqual([]);
  });

  test("whose answer is lost is looked for and sent once", async () => {
    const world = new World({ answers: ["done", "lost"] });
    await world.run(TURN);
    expect(await world.restore()).toEqual({ restored: true });
    expect(world.sent).toHaveLength(2);
  });

  test("that no data proves leaves the duty open, and the next one sends again", async () => {
    const world = new World({ facts: (check) => (check === "health" ? { n: 1 } : { branch: "main" }) });
    await world.run(TURN);
    expect(await world.restore()).toEqual({
      restored: false,
      reason: 'put back, but not proved: health: not n = 0: {"n":1}',
    });
    expect(world.duties().map((duty) => duty.state)).toEqual(["restored-unproved"]);
    world.restarted();
    expect(await world.restore()).toEqual({ restored: true });
    expect(world.sent.map((line) => line.split(" ")[0])).toEqual(["left", "right", "right"]);
  });
});
