import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";

let cache: string;
let folder: string;

beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), "opsdeck-code-"));
  folder = join(cache, "opsdeck");
});

afterEach(() => rmSync(cache, { recursive: true, force: true }));

function version(XDG_CACHE_HOME = cache): string {
  return execFileSync(process.execPath, ["bin/opsdeck.mjs", "--version"], {
    encoding: "utf8",
    env: { XDG_CACHE_HOME },
  });
}

function kept(): string {
  const [only = "", ...others] = readdirSync(folder);
  expect(others).toEqual([]);
  return join(folder, only);
}

it("keeps the compiled code of a run, for its user only, and the next run leaves it as it is", () => {
  expect(version()).toMatch(/^opsdeck \d/);
  const before = statSync(kept());
  expect(before.mode & 0o777).toBe(0o600);
  expect(before.size).toBeGreaterThan(100_000);
  version();
  expect(statSync(kept())).toMatchObject({ ino: before.ino, mtimeMs: before.mtimeMs });
});

it("runs without code that V8 refuses, and keeps its own in its place", () => {
  const said = version();
  const file = kept();
  writeFileSync(file, "of another build");
  expect(version()).toBe(said);
  expect(readFileSync(file, "latin1")).not.toContain("of another build");
});

it("runs where nothing can be kept", () => {
  const said = version();
  writeFileSync(join(cache, "a-file"), "");
  expect(version(join(cache, "a-file"))).toBe(said);
});

it("runs from the built file itself, too", () => {
  const built = execFileSync(process.execPath, ["dist/opsdeck.js", "--version"], { encoding: "utf8" });
  expect(built).toBe(version());
});
