import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createProgramClient } from "../../src/clients/program-client.ts";
import { createVault } from "../../src/clients/secret-vault.ts";
import type { ProgramEnded, ProgramRun } from "../../src/core/clients.ts";
import { SecretText } from "../../src/core/secret.ts";
import { isAlive } from "../helpers/is-alive.ts";

const never = new AbortController().signal;
const secret = new SecretText([{ name: "s", from: "env", source: "S", place: "system.yaml:1" }]);
const host = {
  PATH: "/usr/local/bin:/usr/bin:/bin",
  HOME: "/home/of-the-test",
  AWS_SECRET_ACCESS_KEY: "not-for-programs",
};
const client = createProgramClient(createVault({ env: { S: "hunter22-of-the-test" } }), host);

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "opsdeck-programs-"));
});
afterAll(async () => {
  await client[Symbol.asyncDispose]();
  await rm(dir, { recursive: true, force: true });
});

/** A shell stands for whatever an operator names; the client itself uses none. */
const sh = (script: string, over: Partial<ProgramRun> = {}, signal = never): Promise<ProgramEnded> =>
  client.run({ name: "sh", argv: ["sh", "-c", script], ...over }, signal);

/** The pid that a script wrote to a file, once it is there. */
async function pidIn(file: string): Promise<number> {
  await expect.poll(() => readFile(file, "utf8").catch(() => "")).toMatch(/\d+\n/);
  return Number(await readFile(file, "utf8"));
}

describe("a program", () => {
  it("ends with its exit and what it printed", async () => {
    const ended = await sh("echo out; echo err >&2; exit 3");
    expect(ended).toMatchObject({ exitCode: 3, signal: null, stdout: "out\n", stderr: "err\n", cut: false });
  });
  it("tells the signal that ended it", async () => {
    expect(await sh("kill -SEGV $$")).toMatchObject({ exitCode: null, signal: "SIGSEGV" });
  });
  it("gets its arguments as they are, through no shell", async () => {
    const run = { name: "printf", argv: ["printf", "%s|", "$HOME", "a b", "; rm -rf /", "*"] } as const;
    expect((await client.run(run, never)).stdout).toBe("$HOME|a b|; rm -rf /|*|");
  });
  it("finds its stdin empty", async () => {
    expect((await sh("cat; echo done")).stdout).toBe("done\n");
  });
  it("gets PATH and HOME and what it is given, and nothing else of opsdeck's environment", async () => {
    const { stdout } = await sh("env", { env: { API: "http://a.test", KEY: secret } });
    const names = stdout.split("\n").map((line) => line.split("=", 1)[0]);
    expect(names).toEqual(expect.arrayContaining(["PATH", "HOME", "API", "KEY"]));
    expect(names).not.toContain("AWS_SECRET_ACCESS_KEY");
    expect(stdout).toContain("KEY=••••••••");
    expect(stdout).not.toContain("hunter22");
  });
  it.each([
    ["is not there", { argv: ["no-such-program-of-the-test"] }, /no-such-program.*is not there/],
    ["may not be run", { argv: ["/etc/passwd"] }, /may not be run/],
    ["cannot be told", { argv: ["echo", "a\0b"] }, /cannot be started/],
    [
      "lacks a secret",
      { env: { A: new SecretText([{ name: "no", from: "env", source: "NO", place: "f:1" }]) } },
      /NO is not set/,
    ],
  ])("that %s is a mistake of the configuration", async (_what, wrong, words) => {
    const failure = sh("true", wrong as Partial<ProgramRun>);
    await expect(failure).rejects.toMatchObject({ kind: "config", message: expect.stringMatching(words) });
  });
});

describe("a program that does not end", () => {
  it("is stopped with its children when its time is up", async () => {
    const file = join(dir, "child-of-late");
    const late = expect(sh(`sleep 600 & echo $! > ${file}; wait`, { timeoutMs: 1000 })).rejects.toMatchObject({
      kind: "timeout",
      message: "sh did not end in 1s and was stopped",
    });
    const child = await pidIn(file);
    await late;
    await expect.poll(() => isAlive(child)).toBe(false);
  });
  it("is killed when it does not leave", async () => {
    const file = join(dir, "stubborn");
    const controller = new AbortController();
    const failure = sh(`trap '' TERM; echo $$ > ${file}; while :; do sleep 1; done`, {}, controller.signal);
    const pid = await pidIn(file);
    controller.abort();
    await expect(failure).rejects.toMatchObject({ kind: "aborted" });
    expect(isAlive(pid)).toBe(false);
  });
  it("ends with the clients", async () => {
    const own = createProgramClient(createVault({ env: {} }), host);
    const file = join(dir, "last");
    const run = own.run({ name: "sh", argv: ["sh", "-c", `echo $$ > ${file}; exec sleep 600`] }, never);
    const pid = await pidIn(file);
    await own[Symbol.asyncDispose]();
    expect(isAlive(pid)).toBe(false);
    expect(await run).toMatchObject({ exitCode: null, signal: "SIGKILL" });
    await expect(own.run({ name: "late", argv: ["true"] }, never)).rejects.toMatchObject({ kind: "aborted" });
  });
});

describe("what a program left behind", () => {
  it("is ended, and holds up nothing by an open pipe", async () => {
    const file = join(dir, "left");
    const ended = await sh(`sleep 600 & echo $! > ${file}; echo told`);
    expect(ended).toMatchObject({ exitCode: 0, stdout: "told\n" });
    await expect.poll(async () => isAlive(await pidIn(file))).toBe(false);
  });
});

describe("a long output", () => {
  const numbers = "i=0; while [ $i -lt 5000 ]; do echo line $i; i=$((i+1)); done";
  it("fails, and ends the program", async () => {
    const failure = sh("yes", { maxBytes: 64 * 1024 });
    await expect(failure).rejects.toMatchObject({ kind: "too-large", message: "sh printed more than 64 KiB" });
  });
  it("is cut at its beginning where the newest is wanted, between two lines", async () => {
    const ended = await sh(numbers, { maxBytes: 1000, overflow: "keep-newest" });
    expect(ended).toMatchObject({ exitCode: 0, cut: true });
    const lines = ended.stdout.trimEnd().split("\n");
    expect(lines.at(-1)).toBe("line 4999");
    expect(lines[0]).toBe(`line ${5000 - lines.length}`);
    expect(ended.stdout.length).toBeLessThanOrEqual(1000);
    const one = await sh("printf %02000d 7", { maxBytes: 1000, overflow: "keep-newest" });
    expect(one).toMatchObject({ cut: true, stdout: "" });
  });
});

it("nothing is left when opsdeck itself ends without closing anything", async () => {
  const file = join(dir, "orphan");
  const script = `
    const { createProgramClient } = await import(${JSON.stringify(new URL("../../src/clients/program-client.ts", import.meta.url).href)});
    const client = createProgramClient({ reveal: async (text) => text, refused: () => undefined, redact: (text) => text }, { PATH: "/usr/bin:/bin" });
    client.run({ name: "sh", argv: ["sh", "-c", "echo $$ > ${file}; exec sleep 600"] }, new AbortController().signal).catch(() => {});
    process.stdin.once("end", () => process.exit(3)).resume();`;
  const own = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: ["pipe", "ignore", "inherit"] });
  const ended = new Promise((resolve) => own.once("exit", resolve));
  const pid = await pidIn(file);
  expect(isAlive(pid)).toBe(true);
  own.stdin.end();
  expect(await ended).toBe(3);
  await expect.poll(() => isAlive(pid)).toBe(false);
});
