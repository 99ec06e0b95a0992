import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { fileSampleLog } from "../../src/engine/sample-log.ts";
import { alertOf, MINUTE, SECOND, Watching } from "../helpers/watching.ts";

let root = "";
let folder = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "samples-"));
});
beforeEach(async () => {
  folder = await mkdtemp(join(root, "state-"));
});
afterAll(async () => {
  await Watching.settled();
  await rm(root, { recursive: true, force: true });
});

const path = (name = "x"): string => join(folder, "samples", `${name}.jsonl`);
const lines = (from: number, count: number): object[] =>
  Array.from({ length: count }, (_, index) => ({ n: from + index }));

describe("the log", () => {
  it("keeps lines in order, and drops what was torn and what is no JSON", async () => {
    const log = fileSampleLog(folder);
    await log.append("x", { n: 1 });
    await appendFile(path(), 'garbage\n\n{"n":2');
    expect(await log.load("x")).toEqual([{ n: 1 }]);
    await log.append("x", { n: 3 });
    expect(await log.load("x")).toEqual([{ n: 1 }, { n: 3 }]);
    expect(await log.load("nobody-wrote-it")).toEqual([]);
  });

  it("loses nothing of two that write and compact at once", async () => {
    const write = async (from: number): Promise<void> => {
      const log = fileSampleLog(folder);
      for (const [index, line] of lines(from, 30).entries()) {
        await log.append("x", line);
        if (index % 7 === 0) await log.compact("x", (all) => all as object[]);
      }
    };
    await Promise.all([write(0), write(100)]);
    const seen = (await fileSampleLog(folder).load("x")).map((line) => (line as { n: number }).n);
    expect(seen.toSorted((a, b) => a - b)).toEqual(
      [...lines(0, 30), ...lines(100, 30)].map((line) => Object.values(line)[0]),
    );
    expect(await readdir(join(folder, "samples"))).toEqual(["x.jsonl"]);
  });

  it("is open to the group that shares the state directory, whatever the umask says", async () => {
    const before = process.umask(0o077);
    try {
      const log = fileSampleLog(folder);
      await log.append("x", { n: 1 });
      const modes = async () => [
        (await stat(join(folder, "samples"))).mode & 0o7777,
        (await stat(path())).mode & 0o777,
      ];
      expect(await modes()).toEqual([0o2770, 0o660]);
      await log.compact("x", (all) => all as object[]);
      expect(await modes()).toEqual([0o2770, 0o660]);
    } finally {
      process.umask(before);
    }
  });

  it("has what a process wrote that was killed", async () => {
    const script = `
      const { fileSampleLog } = await import(${JSON.stringify(new URL("../../src/engine/sample-log.ts", import.meta.url).href)});
      const log = fileSampleLog(${JSON.stringify(folder)});
      for (let n = 0; n < 5; n++) await log.append("x", { n });
      process.kill(process.pid, "SIGKILL");`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: "ignore" });
    const [, signal] = await once(child, "exit");
    expect(signal).toBe("SIGKILL");
    expect(await fileSampleLog(folder).load("x")).toEqual(lines(0, 5));
  });
});

describe("what alerts and goals remember", () => {
  const files = async (): Promise<string[]> =>
    (await readdir(join(folder, "samples"))).map((name) => join(folder, "samples", name));

  it("is bounded, and says the same when it was folded", async () => {
    const rate = alertOf({ when: { rate: "total", per: "1m", over: "5m", gt: 3 } });
    const watching = new Watching(folder, { alerts: [rate] });
    await watching.look({ total: 0 });
    await watching.clock.advance(20 * SECOND);
    await watching.looks(145 * MINUTE, (ms) => ({ total: (6 * ms) / MINUTE }));
    expect(watching.alert()).toBe("firing");
    const restarted = await watching.restarted(20 * SECOND);
    expect(restarted.alert()).toBe("firing");
    for (const file of await files()) expect((await stat(file)).size).toBeLessThan(60_000);
    await restarted.look({ total: 880 });
    expect(restarted.alert()).toBe("firing");
    expect(restarted.judged.at(-1)?.memory.hold?.firedAt).toBe(watching.judged.at(-1)?.memory.hold?.firedAt);
  });

  it("holds no text of a target", async () => {
    const watching = new Watching(folder, { alerts: [alertOf({ when: { fact: "word", eq: "hunter2" } })] });
    await watching.look({ word: "hunter2", n: 1 });
    await watching.look("hunter2 refused", { at: watching.clock.now() + 1 });
    await watching.watches.settled();
    for (const file of await files()) expect(await readFile(file, "utf8")).not.toContain("hunter2");
  });

  it("of two cockpits at once goes on as one", async () => {
    const watched = { alerts: [alertOf()] };
    const one = new Watching(folder, watched);
    const two = new Watching(folder, watched, one.clock);
    for (const facts of [{ n: 1 }, ...Array.from({ length: 13 }, () => ({ n: 99 }))]) {
      await Promise.all([one.look(facts), two.look(facts, { at: one.clock.now() - SECOND })]);
      await one.clock.advance(20 * SECOND);
    }
    await two.watches.settled();
    const next = await one.restarted(0);
    expect(next.alert()).toBe("pending");
    await next.clock.advance(40 * SECOND);
    await next.look({ n: 99 });
    expect(next.alert()).toBe("firing");
  });

  it("is nothing where the file holds anything else, and nothing of a time to come", async () => {
    const first = new Watching(folder, { alerts: [alertOf({ forMs: 0 })] });
    await first.look({ n: 99 }, { at: first.clock.now() + 60 * MINUTE });
    const [file = ""] = await (async () => {
      await first.watches.settled();
      return files();
    })();
    expect((await first.restarted(0)).alert()).toBe("insufficient");
    await writeFile(file, `{"v":1,"memory":{"hold":{"truth":true}}}\n{"v":2}\n{"at":"now","truth":true}\n`);
    expect((await first.restarted(0)).alert()).toBe("insufficient");
  });

  it("stays in memory where nothing can be written, and says so once", async () => {
    await writeFile(join(folder, "samples"), "a file where a folder should be");
    const watching = new Watching(folder, { alerts: [alertOf()] });
    await watching.look({ n: 1 });
    await watching.clock.advance(20 * SECOND);
    await watching.looks(5 * MINUTE, () => ({ n: 99 }));
    await watching.watches.settled();
    expect(watching.alert()).toBe("firing");
    expect(watching.unkept).toHaveLength(1);
  });
});
