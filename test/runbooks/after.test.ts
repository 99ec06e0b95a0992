import { expect, test } from "vitest";
import { World } from "./world.ts";

const turn = (id: string, to: string, more = "") => `id: ${id}
action: turn
with: { to: ${to} }
undo:
  id: ${id}-undone
  title: ${id} is done
  how: [{ action: turn, with: { to: right } }]
  manual: [turn it back]
  proof: [{ check: health, when: { fact: n, eq: 0 }, within: 1m }]${more}`;

test("what has to be restored after another duty of its run is not restored before it", async () => {
  const world = new World();
  await world.run(turn("overlap", "left", "\n  after: active-undone"), turn("active", "up"));
  expect(world.duties()).toMatchObject([{ step: "overlap", after: "active" }, { step: "active" }]);
  expect(await world.restore()).toEqual({ restored: false, reason: "D1-2 has to be restored first: active is done" });
  expect(world.duties()).toMatchObject([{ state: "applied" }, { state: "applied" }]);
  expect(world.sent).toHaveLength(2);
  expect(await world.restore("D1-2")).toEqual({ restored: true });
  expect(await world.restore("D1-1")).toEqual({ restored: true });
  expect(world.duties()).toEqual([]);
});

test("what was never changed is not waited for", async () => {
  const world = new World({ decline: ["active"] });
  await world.run(turn("overlap", "left", "\n  after: active-undone"), turn("active", "up"));
  expect(await world.restore()).toEqual({ restored: true });
});
