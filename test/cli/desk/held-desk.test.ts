import { expect, it } from "vitest";
import { heldDesk } from "../../../src/cli/desk/held-desk.ts";
import { fakeDesk } from "../../helpers/actions.ts";

it("refuses in front of a room what changes something, and lets a restore, a note and a lock through", async () => {
  const calls: string[] = [];
  const desk = heldDesk(fakeDesk(calls), () => true);
  const refused = [
    desk.start("a/b", {}),
    desk.goOn("R1", {}),
    desk.abandon("R1"),
    desk.readBack("Q1", "x"),
    desk.done("Q1", {}),
    desk.cannot("Q1", "x"),
    desk.decide("abort", "x"),
    desk.unlock("production"),
    desk.openIncident({ title: "x" }),
    desk.nameIncident({ title: "x" }),
    desk.closeIncident(),
  ];
  for (const call of refused) await expect(call).rejects.toThrow("nothing is changed while presenting");
  expect(calls).toEqual([]);
  await Promise.all([desk.restore("D7-1", {}), desk.note("x"), desk.lock(), desk.again(), desk.keepReading("a/b")]);
  expect(calls).toEqual(["restore D7-1 {}", "note x", "lock", "again", "keepReading a/b"]);
});

it("is the desk itself when nobody else sees the screen", async () => {
  const calls: string[] = [];
  await heldDesk(fakeDesk(calls), () => false).unlock("production");
  expect(calls).toEqual(["unlock production"]);
});
