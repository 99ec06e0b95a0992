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
