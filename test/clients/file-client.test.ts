import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createFileClient } from "../../src/clients/file-client.ts";
import { createVault } from "../../src/clients/secret-vault.ts";
import { SecretText } from "../../src/core/secret.ts";

const never = new AbortController().signal;
const vault = createVault({ env: { S: "hunter22-of-the-test" } });
const client = createFileClient(vault);
let dir: string;
const at = (name: string): string => join(dir, name);
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "opsdeck-file-client-"));
  await vault.reveal(new SecretText([{ name: "s", from: "env", source: "S", place: "system.yaml:1" }]));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

describe("the end of a file", () => {
  it("has whole lines only", async () => {
    await writeFile(at("lines"), "first\nsecond\nthird\n");
    expect(await client.tail(at("lines"), 1000, never)).toMatchObject({ text: "first\nsecond\nthird\n", size: 19 });
    expect(await client.tail(at("lines"), 9, never)).toMatchObject({ text: "third\n", size: 19 });
    await writeFile(at("umlauts"), "ääää\nöö\n");
    expect((await client.tail(at("umlauts"), 8, never)).text).toBe("öö\n");
  });
  it("shows no secret, not even the half of one at which it begins", async () => {
    await writeFile(at("secret"), "a hunter22-of-the-test b\nkey hunter22-of-the-test\n");
    for (const bytes of [1000, 34, 30, 12]) {
      expect((await client.tail(at("secret"), bytes, never)).text).not.toMatch(/hunter|of-the-test/);
    }
    await writeFile(at("one-line"), `${"x".repeat(50)}hunter22-of-the-test`);
    expect((await client.tail(at("one-line"), 10, never)).text).toBe("");
  });
  it("is empty where the file is", async () => {
    await writeFile(at("empty"), "");
    expect(await client.tail(at("empty"), 10, never)).toMatchObject({ text: "", size: 0 });
  });
});

describe("what is no file", () => {
  it("is a mistake of the configuration, and nothing waits for it", async () => {
    execFileSync("mkfifo", [at("pipe")]);
    await mkdir(at("folder"));
    const words = (path: string) => client.read(path, 100, never).then(String, (error: Error) => error.message);
    expect(await words(at("pipe"))).toMatch(/pipe is not a file$/);
    expect(await words(at("folder"))).toMatch(/folder is (not a file|a directory)$/);
    expect(await words(at("gone"))).toMatch(/gone is not there$/);
    expect(await words("")).toBe("no file is named");
    await expect(client.list(at("lines"), () => true, never)).rejects.toMatchObject({
      kind: "config",
      code: "ENOTDIR",
    });
  });
});

describe("a list", () => {
  it("has regular files that are wanted, with their size and time", async () => {
    await mkdir(at("list/below"), { recursive: true });
    await writeFile(at("list/a.json"), "12345");
    await utimes(at("list/a.json"), 1000, 1000);
    await writeFile(at("list/b.txt"), "");
    const found = await client.list(at("list"), (name) => name !== "b.txt", never);
    expect(found).toEqual([{ name: "a.json", size: 5, modifiedAt: 1_000_000 }]);
  });
});

it("a look that is stopped is told so", async () => {
  const stopped = AbortSignal.abort();
  await expect(client.read(at("lines"), 100, stopped)).rejects.toMatchObject({ kind: "aborted" });
  await expect(client.list(dir, () => true, stopped)).rejects.toMatchObject({ kind: "aborted" });
});

it.runIf(process.platform === "linux")("no file stays open", async () => {
  const count = async (): Promise<number> => (await readdir("/proc/self/fd")).length;
  const before = await count();
  for (let round = 0; round < 20; round += 1) {
    await client.tail(at("lines"), 9, never);
    await client.read(at("folder"), 9, never).catch(() => {});
    await client.list(dir, () => true, never);
  }
  expect(await count()).toBeLessThan(before + 10);
});
