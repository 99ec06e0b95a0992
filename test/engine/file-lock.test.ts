import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { expect, it } from "vitest";
import { withLock } from "../../src/engine/file-lock.ts";
import { newState } from "../helpers/journal.ts";

function place() {
  const folder = newState();
  const path = join(folder, "shared.json");
  const lock = `${path}.lock`;
  const leaveStale = (): void => {
    writeFileSync(lock, "of a process that died");
    utimesSync(lock, new Date(0), new Date(0));
  };
  return { folder, path, lock, leaveStale };
}

it("leaves the lock of one who works for long to that one", async () => {
  const { path, lock } = place();
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  const slow = withLock(path, () => held);
  await expect.poll(() => existsSync(lock)).toBe(true);
  expect(await withLock(path, async () => "went ahead")).toBe("went ahead");
  expect(existsSync(lock)).toBe(true);
  release();
  await slow;
  expect(existsSync(lock)).toBe(false);
});

it("takes the lock of a process that died", async () => {
  const { folder, path, lock, leaveStale } = place();
  leaveStale();
  expect(await withLock(path, async () => readFileSync(lock, "utf8"))).not.toContain("died");
  expect(readdirSync(folder)).toEqual([]);
});

it("lets one in at a time, also when many find the lock of a process that died", async () => {
  const { folder, path, leaveStale } = place();
  const inside = { now: 0, most: 0 };
  const work = async (): Promise<void> => {
    inside.most = Math.max(inside.most, ++inside.now);
    for (let turn = 0; turn < 5; turn += 1) await setImmediate();
    inside.now -= 1;
  };
  for (let round = 0; round < 5; round += 1) {
    leaveStale();
    await Promise.all(Array.from({ length: 6 }, () => withLock(path, work)));
  }
  expect(inside.most).toBe(1);
  expect(readdirSync(folder)).toEqual([]);
});
