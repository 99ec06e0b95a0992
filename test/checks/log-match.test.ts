import { appendFile, mkdtemp, readdir, rename, rm, truncate, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { logMatch } from "../../checks/log-match.ts";
import { parseLog } from "../../checks/parts/log-lines.ts";
import { createClients } from "../../src/clients/clients.ts";
import { createVault } from "../../src/clients/secret-vault.ts";
import type { LogPlan } from "../../src/core/named.ts";
import { SecretText } from "../../src/core/secret.ts";
import { type Answering, answering } from "../helpers/servers/answering.ts";
import { look, type Seen } from "./look.ts";

const clients = createClients({
  vault: createVault({ env: { T: "a-token-of-the-test" } }),
  programEnv: { PATH: "/usr/local/bin:/usr/bin:/bin" },
});
const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
const pino = (minutes: number, msg: string, more = {}): string =>
  JSON.stringify({ level: 40, time: minutesAgo(minutes), ...more, msg });

const RETRY = "Discord API request retry scheduled";
/** As together-bot (pino) writes, with a crash dump of Node between. */
const BOT = [
  pino(40, RETRY, { status: 429 }),
  pino(10, RETRY, { status: 500, backoff_ms: 500 }),
  "/srv/bot/node_modules/pg-pool/index.js:45",
  "    throw er; // Unhandled 'error' event",
  '{"level":50, broken',
  "",
  pino(6, RETRY, { status: 429, backoff_ms: 2000 }),
  pino(5, "Discord shard disconnected", { shard_id: 0, code: 4004 }),
  pino(4, "job started", { job_id: "x" }),
].join("\n");

let dir: string;
let server: Answering;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "opsdeck-logs-"));
  server = await answering({
    "/logs": (request, response) => {
      if (request.headers.authorization !== "Bearer a-token-of-the-test") return response.writeHead(401).end("who");
      return response.end(BOT);
    },
  });
});
afterAll(async () => {
  await clients[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
  await rm(dir, { recursive: true, force: true });
});

const search = (log: LogPlan, patterns: Record<string, unknown>, over = {}): Promise<Seen> =>
  look(clients, logMatch, { log, window: "15m", patterns, ...over });
async function searchText(text: string, patterns: Record<string, unknown>, over = {}): Promise<Seen> {
  const file = join(dir, "app.ndjson");
  await writeFile(file, text);
  return search({ name: "app", file }, patterns, over);
}

describe("log-match", () => {
  it("counts what fits in the window, and takes from the last of it", async () => {
    const seen = await searchText(BOT, {
      retries: { matches: `^${RETRY}$`, take: { status: "/status", backoff: "/backoff_ms", deep: "/a/b" } },
      throttled: { matches: "^429$", at: "/status" },
      shards: { matches: "shard disconnected", take: { code: "/code" } },
      none: { matches: "pg-boss error", take: { errno: "/errno" } },
    });
    expect(seen.facts).toEqual({
      retries: 2,
      retriesLastAt: expect.stringMatching(/^\d{4}-.*Z$/),
      retriesLast: RETRY,
      status: 429,
      backoff: 2000,
      deep: null,
      throttled: 1,
      throttledLastAt: expect.any(String),
      throttledLast: "429",
      shards: 1,
      shardsLastAt: expect.any(String),
      shardsLast: "Discord shard disconnected",
      code: 4004,
      none: 0,
      noneLastAt: null,
      noneLast: null,
      errno: null,
      lines: 7,
      unparsed: 3,
      newestAt: expect.any(String),
      covered: true,
    });
  });
  it("finds words of a crash dump, at the time of what was written next", async () => {
    const { facts } = await searchText(BOT, { crashes: { matches: "Unhandled 'error' event" } });
    expect(facts).toMatchObject({ crashes: 1, crashesLast: "    throw er; // Unhandled 'error' event" });
    expect(Date.parse(String(facts?.crashesLastAt))).toBe(Date.parse(JSON.parse(BOT.split("\n")[6] ?? "").time));
  });
  it("sees the crash of a process that had been silent for long, and was not started again", async () => {
    const text = `${pino(120, "job completed")}\nError: Connection terminated unexpectedly\n\nNode.js v22.11.0\n`;
    const crashes = { crashes: { matches: "^Node\\.js v" } };
    const { facts } = await searchText(text, crashes);
    expect(facts).toMatchObject({ crashes: 1, lines: 2, unparsed: 2 });
    expect(Date.now() - Date.parse(String(facts?.crashesLastAt))).toBeLessThan(60_000);
    const file = join(dir, "old-crash.ndjson");
    await writeFile(file, text);
    await utimes(file, Date.now() / 1000 - 3600, Date.now() / 1000 - 3600);
    expect((await search({ name: "app", file }, crashes)).facts).toMatchObject({ crashes: 0, lines: 0 });
    const printed = await search(
      { name: "app", command: { name: "app", argv: ["cat", file], env: {}, timeoutMs: 5000, attempts: 1 } },
      crashes,
    );
    expect(printed.facts).toMatchObject({ crashes: 1, crashesLastAt: null });
  });
  it("reads the times of other loggers, and one that is named", async () => {
    const text = [
      JSON.stringify({ level: "warn", msg: "QSTASH_PUBLISH_ERROR", ts: minutesAgo(3) }),
      JSON.stringify({ message: "QSTASH_PUBLISH_FAILED", timestamp: Date.now() - 60_000 }),
      "[WATCHTOWER] alarm",
    ].join("\n");
    const patterns = { n: { matches: "QSTASH_PUBLISH_(ERROR|FAILED)" }, tower: { matches: "^.WATCHTOWER" } };
    expect((await searchText(text, patterns)).facts).toMatchObject({ n: 2, tower: 1, unparsed: 1 });
    const named = JSON.stringify({ at: { when: minutesAgo(99) }, msg: "x", time: minutesAgo(1) });
    expect((await searchText(named, { n: { matches: "x" } }, { time: "/at/when" })).facts).toMatchObject({
      n: 0,
      lines: 0,
    });
  });
  it("does not count to 0 what it has not read", async () => {
    const text = Array.from({ length: 400 }, (_, index) => pino(10, `line ${index}`)).join("\n");
    const patterns = { first: { matches: "^line 0$" }, last: { matches: "^line 399$" } };
    const seen = await searchText(text, patterns, { "max-bytes": 4096 });
    expect(seen.facts).toMatchObject({ first: null, last: 1, covered: false, unparsed: 0 });
    expect((await searchText(text, patterns)).facts).toMatchObject({ first: 1, covered: true });
    expect((await searchText("no time\nat all\n", patterns)).facts).toMatchObject({ first: 0, covered: true });
    expect((await searchText("", patterns)).facts).toMatchObject({ first: 0, lines: 0, newestAt: null, covered: true });
  });
  it("divides its window by the pace", async () => {
    const file = join(dir, "paced.ndjson");
    await writeFile(file, BOT);
    const params = { log: { name: "app", file }, window: "75m", patterns: { n: { matches: RETRY } } };
    expect((await look(clients, logMatch, params, { pace: 10 })).facts).toMatchObject({ n: 1 });
  });
  it("counts lines of a pattern over a window of its own", async () => {
    const patterns = { n: { matches: RETRY }, all: { matches: RETRY, window: "2h", take: { status: "/status" } } };
    const seen = await searchText(BOT, patterns, { window: "7m" });
    expect(seen.facts).toMatchObject({ n: 1, all: 3, allLast: RETRY, status: 429, lines: 6 });
    const paced = await look(
      clients,
      logMatch,
      { log: { name: "app", file: join(dir, "app.ndjson") }, window: "7m", patterns },
      { pace: 5 },
    );
    expect(paced.facts).toMatchObject({ n: 0, all: 2, lines: 0 });
  });
  it("follows a file that was rotated or cut, and holds none open", async () => {
    const file = join(dir, "rotated.ndjson");
    const log = { name: "app", file };
    const patterns = { n: { matches: "x" } };
    await writeFile(file, `${pino(2, "x")}\n${pino(1, "x")}\n`);
    expect((await search(log, patterns)).facts).toMatchObject({ n: 2 });
    await rename(file, `${file}.1`);
    expect((await search(log, patterns)).failure).toMatchObject({
      kind: "config",
      code: "ENOENT",
      message: expect.stringMatching(/rotated.ndjson is not there/),
    });
    await writeFile(file, "");
    await appendFile(file, pino(1, "x"));
    expect((await search(log, patterns)).facts).toMatchObject({ n: 1 });
    await truncate(file, 0);
    expect((await search(log, patterns)).facts).toMatchObject({ n: 0 });
    if (process.platform === "linux") {
      const open = await readdir("/proc/self/fd", { withFileTypes: true });
      expect(open.map(({ name }) => name).join()).not.toContain("rotated");
    }
  });
  it("reads what a command prints, and what an address streams", async () => {
    const file = join(dir, "of-a-command.ndjson");
    await writeFile(file, BOT);
    const run = { name: "app", env: {}, timeoutMs: 5000, attempts: 1 };
    const patterns = { n: { matches: RETRY } };
    expect((await search({ name: "app", command: { ...run, argv: ["cat", file] } }, patterns)).facts).toMatchObject({
      n: 2,
    });
    const failed = await search({ name: "app", command: { ...run, argv: ["cat", `${file}.gone`] } }, patterns);
    expect(failed.failure).toMatchObject({
      kind: "config",
      message: expect.stringMatching(/its command ended with 1/),
    });
    const authorization = new SecretText(["Bearer ", { name: "t", from: "env", source: "T", place: "f:1" }]);
    const url = `${server.origin}/logs`;
    expect((await search({ name: "app", url, headers: { authorization } }, patterns)).facts).toMatchObject({ n: 2 });
    expect((await search({ name: "app", url, headers: {} }, patterns)).failure?.kind).toBe("auth");
  });
  it("shows no credential and no control byte of a line", async () => {
    const text = [
      pino(2, 'login with password=hunter22abc and "callbackToken": "letmein-9" \u001b[31m'),
      pino(1, "sent Authorization: Bearer abcdef123456.xyz"),
    ].join("\n");
    const { facts } = await searchText(text, { a: { matches: "^login" }, b: { matches: "^sent" } });
    expect(facts?.aLast).toBe('login with password=•••••••• and "callbackToken": "••••••••" ');
    expect(facts?.bLast).toBe("sent Authorization: Bearer ••••••••");
  });
  it.each([
    ["no pattern", { patterns: {} }],
    ["a pattern that is none", { patterns: { n: { matches: "(" } } }],
    ["a pointer to a secret", { patterns: { n: { matches: "x", take: { t: "/req/headers/authorization" } } } }],
    ["two sources of one fact", { patterns: { n: { matches: "x" }, nLast: { matches: "y" } } }],
    ["a fact of the log itself", { patterns: { lines: { matches: "x" } } }],
  ])("refuses %s", (_what, params) => {
    const log = { name: "app", file: "/a" };
    expect(logMatch.params.safeParse({ log, window: "15m", ...params }).success).toBe(false);
  });
  it("needs a declared effect where it runs a command", () => {
    const needs = (log: LogPlan) =>
      logMatch.needsEffect?.(logMatch.params.parse({ log, window: "1m", patterns: { n: { matches: "x" } } }));
    expect(needs({ name: "a", file: "/a" })).toBe(false);
    expect(needs({ name: "a", command: { name: "a", argv: ["a"], env: {}, timeoutMs: 1, attempts: 1 } })).toBe(true);
  });
});

describe("lines of a log", () => {
  it("are read whatever stands in them (property)", () => {
    const line = fc.oneof(
      fc.string(),
      fc.json(),
      fc.constantFrom('{"time":"x"}', '{"time":1e999}', "{", "\u0000", pino(1, "x")),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), (given) => {
        const lines = parseLog(given.join("\n"));
        for (const { at } of lines) expect(at === undefined || Number.isFinite(at)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
