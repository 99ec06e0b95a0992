import { afterAll, describe, expect, it } from "vitest";
import { command } from "../../checks/command.ts";
import { createClients } from "../../src/clients/clients.ts";
import { createVault } from "../../src/clients/secret-vault.ts";
import { look, type Seen } from "./look.ts";

const clients = createClients({
  vault: createVault({ env: {} }),
  programEnv: { PATH: "/usr/local/bin:/usr/bin:/bin" },
});
afterAll(() => clients[Symbol.asyncDispose]());

const plan = (...argv: string[]) => ({ name: "verify", argv, env: {}, timeoutMs: 5000, attempts: 1 });

/** A look at a script that prints these lines and ends with `exit`. */
const print = (lines: string, params: Record<string, unknown> = {}, exit = 0): Promise<Seen> =>
  look(clients, command, { command: plan("sh", "-c", `printf '%s\\n' "$1"; exit ${exit}`, "sh", lines), ...params });

/** What job-seek's verify-deployment.sh prints while its web service is down. */
const VERIFIED = `api verification OK on attempt 1
worker verification OK on attempt 1
web verification attempt 2/2 failed
{
  "releaseSha": "",
  "verifiedAt": "2026-11-22T04:42:38Z",
  "web": {
    "enabled": true,
    "ok": false,
    "reason": "web-health-000"
  }
}
Deployment verification failed for Web: web-health-000`;

describe("command", () => {
  it("takes JSON from between other lines", async () => {
    const take = { ok: "/web/ok", reason: "/web/reason", all: "/web", gone: "/api/ok" };
    const seen = await print(VERIFIED, { format: "json", take, "expect-exit": [0, 1] }, 1);
    expect(seen.facts).toEqual({
      exitCode: 1,
      tookMs: expect.any(Number),
      ok: false,
      reason: "web-health-000",
      all: null,
      gone: null,
    });
  });
  it("takes a JSON line, and JSON that is all", async () => {
    const one = { format: "json", take: { sent: "/sent" } };
    expect((await print('starting\n{"sent":3}\nbye', one)).facts).toMatchObject({ sent: 3 });
    expect((await print('{"sent":4}', one)).facts).toMatchObject({ sent: 4 });
  });
  it("takes keys, the last of each", async () => {
    const keys = "remote_head=abc\nready_status=503\nready_status=200\nmigration_health='ok'\nnot a pair";
    const take = { ready: "ready_status", migration: "migration_health", none: "health_status" };
    expect((await print(keys, { format: "keys", take })).facts).toMatchObject({
      ready: "200",
      migration: "ok",
      none: null,
    });
  });
  it("catches words of the last line that fits, on stderr, too", async () => {
    const match = {
      failed: "failed for (\\w+): (.*)",
      attempt: "^web verification attempt (\\d+)",
      whole: "api .*OK",
      none: "x{9}",
    };
    const seen = await print(VERIFIED, { match, "expect-exit": [1] }, 1);
    expect(seen.facts).toMatchObject({ failed: "Web", attempt: "2", whole: "api verification OK", none: null });
    const told = await look(clients, command, {
      command: plan("sh", "-c", "echo to-stderr 7 >&2"),
      match: { n: "to-stderr (\\d)" },
    });
    expect(told.facts).toMatchObject({ n: "7" });
  });
  it("compares facts with what they should be, as a look by HTTP does", async () => {
    const match = {
      same: { fact: "head", prefix: "0123456" },
      ok: { fact: "state", equals: "ok" },
      word: "^state=(.)",
    };
    const params = { format: "keys", take: { head: "remote_head", state: "state" }, match };
    const seen = await print("remote_head=0123456789abcdef0123\nstate=bad", params);
    expect(seen.facts).toMatchObject({ same: true, ok: false, word: "b" });
    expect(command.facts?.(command.params.parse({ command: plan("true"), ...params }))).toEqual(
      expect.arrayContaining(["head", "state", "same", "ok", "word"]),
    );
  });
  it("lets a pattern say why no JSON was printed", async () => {
    const missing = { missing: "^Missing required env var: (.+)$" };
    const params = { format: "json", take: { ok: "/api/ok" }, "expect-exit": [0, 1] };
    const line = "Missing required env var: API_BASE_URL";
    expect((await print(line, { ...params, match: missing }, 1)).facts).toMatchObject({
      missing: "API_BASE_URL",
      ok: null,
    });
    expect((await print(line, params, 1)).failure).toMatchObject({
      kind: "parse",
      message: `no JSON was printed, but ${line}`,
    });
    for (const [script, words] of [
      ["echo Unauthorized >&2; exit 1", "Unauthorized"],
      ["exit 1", "nothing at all"],
    ] as const) {
      const seen = await look(clients, command, { ...params, command: plan("sh", "-c", script) });
      expect(seen.failure?.message).toBe(`no JSON was printed, but ${words}`);
    }
  });
  it("fails by an exit that is not due, with the last words", async () => {
    const seen = await print("all is bad: token=hunter22abc", {}, 3);
    expect(seen.failure).toEqual({
      kind: "status",
      code: "3",
      message: "verify ended with 3: all is bad: token=••••••••",
    });
    expect(seen.trace.join("\n")).not.toContain("hunter22abc");
  });
  it("tells a mistake of ours apart", async () => {
    expect((await print("", {}, 127)).failure?.kind).toBe("config");
    const gone = await look(clients, command, { command: plan("no-such-program-of-the-test") });
    expect(gone.failure).toMatchObject({ kind: "config", code: "ENOENT" });
    expect((await print("no JSON here", { format: "json", take: { a: "/a" } })).failure?.kind).toBe("parse");
  });
  it("needs a declared effect, and says its facts", () => {
    const params = command.params.parse({ command: plan("true"), match: { a: "a" } });
    expect(command.needsEffect?.(params)).toBe(true);
    expect(command.sends?.(params)).toEqual(['"true"']);
    expect(command.facts?.(params)).toEqual(["exitCode", "tookMs", "a"]);
  });
  it.each([
    ["a take of text", { take: { a: "a" } }],
    ["a key in JSON", { format: "json", take: { a: "a" } }],
    ["a secret's pointer", { format: "json", take: { a: "/config/callbackToken" } }],
    ["a secret's key", { format: "keys", take: { a: "DB_PASSWORD" } }],
    ["a pattern that is none", { match: { a: "(" } }],
    ["a fact that is always there", { match: { tookMs: "a" } }],
    ["a fact twice", { format: "keys", take: { a: "a" }, match: { a: "a" } }],
  ])("refuses %s", (_what, params) => {
    expect(command.params.safeParse({ command: plan("true"), ...params }).success).toBe(false);
  });
});
