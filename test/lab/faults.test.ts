import { expect, it, onTestFinished } from "vitest";
import { breakFault, healFault, listFaults } from "../../src/lab/control-client.ts";
import { openControlServer } from "../../src/lab/control-server.ts";
import { createFaultBoard, type Fault } from "../../src/lab/faults.ts";
import { createPager } from "../../src/lab/pager.ts";

/** A fault whose changes are written down, and settle when the test says so. */
function fault(id: string, said: string[], breaking: Promise<void> = Promise.resolve()): Fault {
  const note = (word: string) => void said.push(`${id} ${word}`);
  return {
    id,
    title: id,
    checks: ["one"],
    summary: "",
    break: async () => {
      note("breaks");
      await breaking.finally(() => note("is broken"));
    },
    heal: async () => note("healed"),
  };
}
const boardOf = (faults: Readonly<Record<string, readonly Fault[]>>, worksMs?: number) =>
  createFaultBoard(new Map(Object.entries(faults)), worksMs);

it("what hangs while it breaks is in the way of no other system, and of nothing that heals", async () => {
  const said: string[] = [];
  const hung = Promise.withResolvers<void>();
  const own = [fault("hung", said, hung.promise), fault("other", said)];
  const board = boardOf({ bot: own, app: [fault("far", said)] });
  await board.turn("bot/other", true);
  const breaking = board.turn("bot/hung", true);
  expect(await board.turn("app/far", true)).toBe(true);
  expect(await board.turn("bot/other", false)).toBe(true);
  expect(new Set(said.slice(2))).toEqual(new Set(["hung breaks", "far breaks", "far is broken", "other healed"]));
  expect(board.list().map(({ id, on, turning }) => [id, on, turning])).toEqual([
    ["bot/hung", true, "breaking"],
    ["bot/other", false, undefined],
    ["app/far", true, undefined],
  ]);
  hung.resolve();
  expect(await breaking).toBe(true);
});

it("what breaks one system begins one after another, unless the one before hangs", async () => {
  const said: string[] = [];
  const slow = Promise.withResolvers<void>();
  const faults = [fault("slow", said, slow.promise), fault("next", said)];
  const patient = boardOf({ bot: faults });
  const both = [patient.turn("bot/slow", true), patient.turn("bot/next", true)];
  setImmediate(slow.resolve);
  await Promise.all(both);
  expect(said).toEqual(["slow breaks", "slow is broken", "next breaks", "next is broken"]);

  said.length = 0;
  const never = boardOf({ bot: [fault("hung", said, new Promise(() => {})), fault("next", said)] }, 1);
  void never.turn("bot/hung", true);
  expect(await never.turn("bot/next", true)).toBe(true);
  expect(said).toEqual(["hung breaks", "next breaks", "next is broken"]);
});

it("a fault is not healed while it breaks, is broken once for all who ask, and keeps why it could not be", async () => {
  const said: string[] = [];
  const hung = Promise.withResolvers<void>();
  const board = boardOf({ bot: [fault("hung", said, hung.promise)] });
  const asked = [true, true, false, false].map((on) => board.turn("bot/hung", on));
  setImmediate(() => hung.reject(new Error("no cron failed")));
  expect(await Promise.allSettled(asked)).toMatchObject([
    { status: "rejected", reason: { message: "no cron failed" } },
    { status: "rejected", reason: { message: "no cron failed" } },
    { status: "fulfilled" },
    { status: "fulfilled" },
  ]);
  expect(said).toEqual(["hung breaks", "hung is broken", "hung healed"]);

  const failing = boardOf({ bot: [fault("half", said, Promise.reject(new Error("half broken")))] });
  await expect(failing.turn("bot/half", true)).rejects.toThrow("half broken");
  await expect(failing.turn("bot/half", true)).rejects.toThrow("half broken");
  expect(failing.list()[0]?.on).toBe(true);
  await failing.turn("bot/half", false);
  expect(failing.list()[0]?.on).toBe(false);
});

it("the lab answers how a fault stands that takes long, and who asked waits on", async () => {
  const said: string[] = [];
  const hung = Promise.withResolvers<void>();
  const server = await openControlServer("nonce", createPager(), 1);
  onTestFinished(() => server.close());
  server.serve(boardOf({ bot: [fault("hung", said, hung.promise)] }), new Map());
  const heard: string[] = [];
  await breakFault(server.url, "bot/hung", (turning) => {
    heard.push(turning);
    hung.resolve();
  });
  expect(new Set(heard)).toEqual(new Set(["breaking"]));
  expect((await listFaults(server.url))[0]).toMatchObject({ on: true });
  await healFault(server.url, "bot/hung");
  expect(said).toEqual(["hung breaks", "hung is broken", "hung healed"]);
});
