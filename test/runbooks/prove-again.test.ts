import { describe, expect, test } from "vitest";
import { World, type WorldOptions } from "./world.ts";

const UNDO = `undo:
  id: turned
  title: the switch is turned
  how: [{ action: turn, with: { to: right } }]
  manual: [turn it back]
  proof: [{ check: health, when: { fact: n, eq: 0 }, within: 1m }]`;
const TURN = `id: turn\naction: turn\nwith: { to: left }\n${UNDO}`;
const TURN_TWICE = `id: turn\naction: turn\nwith: { to: left }\nthen-run: [{ action: turn, with: { to: up } }]\n${UNDO}`;
const POST = "id: post\nexpect: { check: post, when: { fact: n, eq: 0 } }\ntier: 2";

/** The branch of the shop changes as soon as this is true. */
function moving(moved: (world: World) => boolean): NonNullable<WorldOptions["facts"]> {
  return (check, world) => (check === "deploy" ? { branch: moved(world) ? "other" : "main" } : { n: 0 });
}

describe("between the dialog and the request", () => {
  test("a target that is another one now gets nothing, and nothing is owed", async () => {
    let asked = false;
    const meanwhile = () => {
      asked = true;
    };
    const world = new World({ meanwhile, facts: moving(() => asked) });
    const { result, reason } = await world.run(TURN);
    expect([result, world.sent, world.duties()]).toEqual(["failed", [], []]);
    expect(reason).toMatch(/nothing was changed: turn was not sent: the target is not proved: deploy: not branch/);
    expect(world.types().filter((type) => /request|duty/.test(type))).toEqual([]);
  });

  test("what would do another thing than was previewed is not sent, and says what differs", async () => {
    let asked = false;
    const meanwhile = () => {
      asked = true;
    };
    const world = new World({ meanwhile, effect: () => (asked ? "4 rows" : "3 rows") });
    const { reason } = await world.run(TURN);
    expect([world.sent, world.duties()]).toEqual([[], []]);
    expect(reason).toMatch(/turn was not sent: it is not what was previewed: "3 rows" has become "4 rows"/);
  });

  test("the second request of a step is proved by itself: what was done before it is owed", async () => {
    const world = new World({ facts: moving(({ sent }) => sent.length > 0) });
    const { reason } = await world.run(TURN_TWICE);
    expect(world.sent.map((line) => line.split(" ")[0])).toEqual(["left"]);
    expect(world.duties().map(({ state }) => state)).toEqual(["applied"]);
    expect(reason).toMatch(/what came before was done: turn was not sent: the target is not proved/);
  });

  test("the first request may change what the second would do, but not which request it is", async () => {
    const world = new World({ effect: (to, { sent }) => `${to} after ${sent.length}` });
    expect(await world.run(TURN_TWICE)).toEqual({ result: "done" });
    expect(world.sent).toHaveLength(2);
  });

  test("a look that writes is not made at another target than the one that was proved", async () => {
    let asked = false;
    const meanwhile = () => {
      asked = true;
    };
    const world = new World({ meanwhile, facts: moving(() => asked) });
    const { reason } = await world.run(POST);
    expect(world.looked).not.toContain("post");
    expect(reason).toMatch(/nothing was changed: the target is not proved/);
  });
});
