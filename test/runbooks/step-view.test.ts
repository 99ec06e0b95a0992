import { expect, test } from "vitest";
import { World } from "./world.ts";

test("a step that has ended says what it saw, and begun anew no more", async () => {
  const world = new World({ facts: (check) => (check === "health" ? { n: 2 } : { branch: "main" }) });
  await world.run("id: a\ncheck: health\nin: [ok, warn, fail]");
  const seen = { at: expect.any(Number), verdict: "warn", summary: '{"n":2}' };
  expect(world.views.at(-1)?.steps).toMatchObject([{ id: "a", status: "passed", seen }]);
  const begun = world.views.find(({ steps }) => steps[0]?.status === "running");
  expect(begun?.steps[0]).not.toHaveProperty("seen");
});

test("a step to come tells what has to be so for it, until it begins", async () => {
  const world = new World({ facts: () => ({ n: 2 }) });
  await world.run(
    "id: a\ncheck: health\nin: [ok, warn, fail]",
    "id: b\ncheck: health\nin: [ok, warn, fail]\nwhen: { verdict: health, in: [warn] }",
  );
  const [first, last] = [world.views[0]?.steps[1], world.views.at(-1)?.steps[1]];
  expect(first).toMatchObject({
    status: "pending",
    when: { words: "health is warn", checks: [expect.stringMatching(/\/health$/)] },
  });
  expect(last).toMatchObject({ status: "passed" });
  expect(last).not.toHaveProperty("when");
});

const TURN = `id: turn
action: turn
with: { to: left }
undo:
  id: turned
  title: the switch is turned
  how: [{ action: turn, with: { to: right } }]
  manual: [turn it back]
  proof:
    - { check: health, when: { fact: n, eq: 0 }, within: 1m }
    - { check: deploy, when: { fact: branch, eq: main }, within: 1m }`;

test("of several proofs of a restore, the one that is waited for says which it is", async () => {
  const world = new World();
  await world.run(TURN, "id: back\nrestore: turned");
  const parts = world.views.flatMap(({ expectation }) => (expectation?.part ? [expectation.part] : []));
  expect(world.shown.at(-1)).toEqual(["turn"]);
  expect([...new Set(parts.map(({ number, of }) => `${number} of ${of}`))]).toEqual(["1 of 2", "2 of 2"]);
});
