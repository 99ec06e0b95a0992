import { expect, test } from "vitest";
import { World } from "./world.ts";

test("a stop ends the way that leads to it with its words, and no other", async () => {
  const world = new World({ facts: () => ({ n: 7 }) });
  const end = await world.run(
    "id: a\ncheck: health\ncapture: { seen: n }",
    "id: few\nwhen: { fact: seen, lt: 7 }\nstop: too few",
    "id: many\nwhen: { fact: seen, gte: 7 }\nstop: ${step.seen} are too many",
    "id: last\nwait: 5m",
  );
  expect(end).toEqual({ result: "failed", reason: "7 are too many" });
  expect(world.types().filter((type) => type.startsWith("step.skipped"))).toEqual(["step.skipped few"]);
});
