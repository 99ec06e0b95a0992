import { spawn } from "node:child_process";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { lockHolder, takeLock } from "../../src/journal/lock.ts";
import { newState } from "../helpers/journal.ts";

const owner = { host: "bastion", by: "alice", now: 0 };
const placeIn = (folder: string) => ({ folder, name: "lead", modes: { file: 0o600, folder: 0o700 } });

function holderIn(folder: string, over: object): void {
  const holder = { pid: process.pid, start: "", host: "bastion", by: "bob", since: new Date(0).toISOString(), ...over };
  writeFileSync(join(folder, "lead.lock.4"), JSON.stringify(holder));
}

/** A process that has ended: its number is free. */
async function endedPid(): Promise<number> {
  const child = spawn(process.execPath, ["--version"], { stdio: "ignore" });
  await new Promise((resolve) => child.once("exit", resolve));
  return child.pid ?? -1;
}

it("is held by one until it is released", () => {
  const folder = newState();
  const first = takeLock(placeIn(folder), owner);
  expect(first.taken).toBe(true);
  expect(takeLock(placeIn(folder), { ...owner, by: "bob" })).toMatchObject({ taken: false, holder: { by: "alice" } });
  expect(lockHolder(placeIn(folder), "bastion")).toMatchObject({ pid: process.pid, by: "alice" });
  if (first.taken) first.release();
  expect(lockHolder(placeIn(folder), "bastion")).toBeUndefined();
  expect(takeLock(placeIn(folder), owner).taken).toBe(true);
  expect(readdirSync(folder)).toEqual(["lead.lock.2"]);
});

it("is taken from a process that died", async () => {
  const folder = newState();
  holderIn(folder, { pid: await endedPid() });
  expect(takeLock(placeIn(folder), owner).taken).toBe(true);
});

it("is taken from a living process that only has the number of the dead one", () => {
  const folder = newState();
  holderIn(folder, { start: "another-boot/123" });
  expect(takeLock(placeIn(folder), owner).taken).toBe(true);
});

it("is left to another host, whose processes cannot be seen", async () => {
  const folder = newState();
  holderIn(folder, { pid: await endedPid(), host: "elsewhere" });
  expect(takeLock(placeIn(folder), owner)).toMatchObject({ taken: false, holder: { host: "elsewhere" } });
});

it("is given up by one who was so slow that another took it, and a third after that", async () => {
  const folder = newState();
  holderIn(folder, { pid: await endedPid() });
  let asked = 0;
  const slow = {
    ...owner,
    /** Read when the dead holder has been seen and nothing has been made yet: there the others are faster. */
    get host() {
      if (asked++ === 0) {
        rmSync(join(folder, "lead.lock.4"));
        const third = { pid: process.pid, start: "", host: "bastion", by: "third", since: new Date(0).toISOString() };
        writeFileSync(join(folder, "lead.lock.6"), JSON.stringify(third));
      }
      return "bastion";
    },
  };
  expect(takeLock(placeIn(folder), slow)).toMatchObject({ taken: false, holder: { by: "third" } });
  expect(readdirSync(folder)).toEqual(["lead.lock.6"]);
});

it("is not held by a file that is no lock", () => {
  const folder = newState();
  writeFileSync(join(folder, "lead.lock.4"), "half a li");
  writeFileSync(join(folder, "lead.lock.x"), "");
  expect(takeLock(placeIn(folder), owner).taken).toBe(true);
});

const RACER = `
const { takeLock } = await import(${JSON.stringify(join(import.meta.dirname, "../../src/journal/lock.ts"))});
process.stdin.once("data", () => {
  const taken = takeLock({ folder: ${"process.argv[1]"}, name: "lead", modes: { file: 0o600, folder: 0o700 } }, { host: "bastion", by: "racer", now: 0 });
  process.stdout.write(taken.taken ? "taken" : "not");
});
process.stdin.on("end", () => process.exit(0));
process.stdout.write("ready ");
`;

it("goes to one of several processes that find the same dead holder", async () => {
  const folder = newState();
  holderIn(folder, { pid: await endedPid() });
  const racers = Array.from({ length: 4 }, () =>
    spawn(process.execPath, ["--input-type=module", "-e", RACER, folder], { stdio: ["pipe", "pipe", "inherit"] }),
  );
  const said = racers.map(() => "");
  const until = (words: RegExp) =>
    Promise.all(
      racers.map(
        (racer, index) =>
          new Promise<void>((resolve) => {
            const hear = (data: Buffer | string): void => {
              said[index] += String(data);
              if (words.test(said[index] ?? "")) resolve();
            };
            hear("");
            racer.stdout.on("data", hear);
          }),
      ),
    );
  await until(/ready/);
  for (const racer of racers) racer.stdin.write("go");
  await until(/taken|not/);
  for (const racer of racers) racer.stdin.end();
  expect(said.filter((words) => words.includes("taken"))).toHaveLength(1);
  expect(JSON.parse(readFileSync(join(folder, readdirSync(folder).at(-1) ?? ""), "utf8"))).toMatchObject({
    by: "racer",
  });
});
