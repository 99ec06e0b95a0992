import { expect, it } from "vitest";
import { systemClock } from "../../src/core/clock.ts";
import { eventually } from "../helpers/eventually.ts";

it("takes a time that is past for now, and says nothing of it on stderr", async () => {
  const warned: string[] = [];
  const hear = ({ name }: Error): void => void warned.push(name);
  process.on("warning", hear);
  let ran = false;
  systemClock.after(-0.0026, () => {
    ran = true;
  });
  await eventually(() => expect(ran).toBe(true));
  process.off("warning", hear);
  expect(warned).toEqual([]);
});
