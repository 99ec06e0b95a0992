import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { opsdeck } from "../helpers/cli.ts";

let home = "";
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "opsdeck-doctor-"));
});
afterEach(() => rm(home, { recursive: true, force: true }));

const SECRET = "canary-3f9a1c77e0b2";

async function shop(secrets: string): Promise<void> {
  const folder = join(home, ".config", "opsdeck");
  await mkdir(folder, { recursive: true });
  const judge = '[{ when: { fact: connectMs, gte: 0 }, verdict: ok, say: "up" }]';
  const check = `{ id: port, kind: tcp, panels: [sync], with: { host: 127.0.0.1, port: 1 }, judge: ${judge} }`;
  await writeFile(
    join(folder, "shop.yaml"),
    `{ system: shop, title: Shop, tag: sh, environment: test, secrets: ${secrets}, checks: [${check}] }`,
  );
}

interface Found {
  readonly id: string;
  readonly state: string;
  readonly found: string;
  readonly todo?: string;
}

async function doctor(env: Record<string, string> = {}) {
  const said = { OPSDECK_STATE: join(home, "state"), LANG: "C.UTF-8", TERM: "xterm-256color", PATH: "/usr/bin" };
  const ran = await opsdeck(["doctor", "--json"], { home, env: { ...said, ...env } });
  const { version, findings } = JSON.parse(ran.out) as { version: number; findings: Found[] };
  expect(version).toBe(1);
  return { ...ran, at: (id: string) => findings.find((finding) => finding.id === id) };
}

it("says which secrets have a value, and none of the values", async () => {
  await writeFile(join(home, "key"), SECRET, { mode: 0o644 });
  await shop(`{ a: "\${env:A}", b: "\${env:B}", c: "\${file:${home}/key}" }`);
  const { at, out, code } = await doctor({ A: SECRET });
  expect(at("secret.shop.a")).toEqual({ id: "secret.shop.a", state: "ok", found: "has a value" });
  expect(at("secret.shop.b")).toMatchObject({
    state: "warn",
    found: "B is not set",
    todo: expect.stringContaining(":1"),
  });
  expect(at("secret.shop.c")).toMatchObject({ state: "warn", todo: `chmod o-rwx ${home}/key` });
  expect(out).not.toContain(SECRET);
  expect(code).toBe(0);
});

it("fails for a state directory that cannot be written, and for a configuration that is wrong", async () => {
  await writeFile(join(home, "state"), "a file where a folder should be");
  await shop("{ a: plain }");
  const { at, code } = await doctor();
  expect(at("state.folder")?.state).toBe("fail");
  expect(at("config")).toMatchObject({ state: "fail", found: expect.stringContaining("shop.yaml:1:") });
  expect(code).toBe(1);
});

it.each([
  [0o700, "ok"],
  [0o2770, "ok"],
  [0o770, "warn"],
  [0o755, "warn"],
])("tells who may read the state directory: %o", async (mode, state) => {
  await mkdir(join(home, "state"));
  await chmod(join(home, "state"), mode);
  const { at } = await doctor();
  expect(at("state.folder")?.state).toBe(state);
  expect(at("state.fsync")?.state).toBe("ok");
});

it("tells what the screen will be drawn with, and what holds copied text back", async () => {
  const { at } = await doctor({ LANG: "C", STY: "1.pts", TERM: "dumb" });
  expect(at("terminal.signs")).toMatchObject({ state: "warn", found: expect.stringContaining("ASCII") });
  expect(at("terminal.colour")?.state).toBe("warn");
  expect(at("clipboard")?.state).toBe("warn");
  expect((await doctor()).at("terminal.signs")?.state).toBe("ok");
  expect((await doctor({ NO_COLOR: "1" })).at("terminal.colour")?.state).toBe("ok");
});

it("needs no terminal and says for people what to do", async () => {
  const { out, code } = await opsdeck(["doctor"], { home });
  expect(code).toBe(0);
  expect(out).toMatch(/▲ warn config .*no system is configured\n +→ opsdeck init/);
});
