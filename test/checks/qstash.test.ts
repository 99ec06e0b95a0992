import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { undeliveredFacts } from "../../checks/parts/qstash-events.ts";
import { dlqFacts, queueFacts, scheduleFacts } from "../../checks/parts/qstash-lists.ts";
import { qstash } from "../../checks/qstash.ts";
import { createClients, type OwnedClients } from "../../src/clients/clients.ts";
import { createVault } from "../../src/clients/secret-vault.ts";
import type { Facts } from "../../src/core/reading.ts";
import { SecretText } from "../../src/core/secret.ts";
import { type QstashDouble, startQstashDouble } from "../helpers/servers/qstash.ts";
import { type LookOptions, look } from "./look.ts";

const TOKEN = "qstash-token-of-the-test";
const token = new SecretText([{ name: "qstash", from: "env", source: "T", place: "system.yaml:1" }]);
let server: QstashDouble;
let clients: OwnedClients;
beforeEach(async () => {
  server = await startQstashDouble(TOKEN);
  clients = createClients({ vault: createVault({ env: { T: TOKEN } }) });
});
afterEach(async () => {
  await clients[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});
const ask = (kind: string, extra: object = {}, options: LookOptions = {}) =>
  look(clients, qstash, { token, url: server.url, look: kind, ...extra }, options);

describe("qstash", () => {
  it("lists the dead letters, at least those of the first page", async () => {
    const body = `{"error":"\u001b[2Jboom ${TOKEN}"}`;
    const message = {
      messageId: "m1",
      url: "https://h/api",
      createdAt: 1_770_000_000_000,
      responseStatus: 500,
      responseBody: body,
    };
    server.answers["/v2/dlq"] = {
      messages: [message, { ...message, messageId: "m2", createdAt: 1_760_000_000_000 }],
      cursor: "next",
    };
    const seen = await ask("dlq");
    expect(seen.facts).toMatchObject({
      count: 2,
      atLeast: true,
      oldest: "2025-10-09T08:53:20.000Z",
      messages: {
        rowCount: 3,
        truncated: true,
        rows: [
          { messageId: "m1", responseStatus: 500, responseBody: '{"error":"boom ••••••••"}' },
          { messageId: "m2" },
        ],
      },
    });
    expect(server.requests).toEqual([{ line: "GET /v2/dlq?count=100", authorization: `Bearer ${TOKEN}` }]);
  });
  it("folds events to what has not been delivered", async () => {
    const now = Date.now();
    const event = (messageId: string, state: string, ago: number, extra: object = {}) => ({
      messageId,
      state,
      time: now - ago,
      url: "https://h",
      ...extra,
    });
    server.answers["/v2/events"] = {
      events: [
        event("a", "DELIVERED", 1000),
        event("a", "ACTIVE", 2000),
        event("b", "RETRY", 5000, { error: "500" }),
        event("b", "CREATED", 65_000),
        event("c", "FAILED", 10),
        event("c", "ERROR", 10),
        event("d", "CANCELED", 10),
        event("e", "CREATED", 10),
      ],
    };
    const seen = await ask("undelivered");
    expect(seen.facts).toMatchObject({
      count: 3,
      waiting: 1,
      retrying: 1,
      error: 0,
      failed: 1,
      delivered: 1,
      seen: 5,
      atLeast: false,
      oldestAgeSeconds: 65,
    });
    expect(server.requests[0]?.line).toMatch(/^GET \/v2\/events\?count=100&fromDate=\d+$/);
    expect((await ask("undelivered", { "older-than": "60s" })).facts).toMatchObject({ count: 1, retrying: 1 });
    expect((await ask("undelivered", { "older-than": "15m" }, { pace: 15 })).facts).toMatchObject({ count: 1 });
  });
  it("lists queues and schedules", async () => {
    server.answers["/v2/queues"] = [
      { name: "q", lag: 7, paused: true, parallelism: 2 },
      { name: "r", lag: 1, paused: false },
    ];
    server.answers["/v2/schedules"] = [
      { scheduleId: "s", cron: "* * * * *", destination: "https://h", isPaused: true },
    ];
    expect((await ask("queues")).facts).toMatchObject({ count: 2, lag: 8, pausedCount: 1 });
    expect((await ask("schedules")).facts).toMatchObject({
      count: 1,
      pausedCount: 1,
      schedules: { rows: [{ scheduleId: "s", paused: true }] },
    });
  });
  it.each([
    [401, '{"error":"invalid token"}', "auth", "QStash answered 401: invalid token"],
    [429, '{"error":"Exceeded daily rate limit"}', "throttled", "QStash answered 429: Exceeded daily rate limit"],
    [503, "<html>", "status", "QStash answered 503: <html>"],
    [200, "<html>", "parse", "the answer is no list of QStash"],
    [200, "null", "parse", "the answer is no list of QStash"],
    [200, '{"messages":5}', "parse", "the answer is no list of QStash"],
  ] as const)("tells %i %s as %s, sent once and without a word on the console", async (status, text, kind, message) => {
    const spies = (["error", "warn", "log"] as const).map((name) => vi.spyOn(console, name).mockReturnValue());
    server.mood = { status, text };
    expect((await ask("dlq")).failure).toMatchObject({ kind, message });
    expect(server.requests).toHaveLength(1);
    for (const spy of spies) expect(spy).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });
  it("settles by the signal when QStash hangs", async () => {
    server.mood = "hang";
    const seen = await ask("dlq", {}, { timeoutMs: 100 });
    expect(seen.failure).toMatchObject({ kind: "timeout" });
    await expect.poll(() => server.open()).toBe(0);
  });
  it("keeps the code of the network and shows no token", async () => {
    const { url } = server;
    await server[Symbol.asyncDispose]();
    const seen = await ask("dlq", { url });
    expect(seen.failure).toMatchObject({ kind: "refused", code: "ECONNREFUSED" });
    expect(JSON.stringify(seen) + String(seen.thrown)).not.toContain(TOKEN);
    server = await startQstashDouble(TOKEN);
  });
});

describe("lists of QStash", () => {
  const waiting = { messageId: "m", state: "RETRY", time: 1_770_000_000_000 };
  const events = (page: { items: unknown[]; more: boolean }) => undeliveredFacts(page, { now: 2e12, olderThanMs: 0 });
  it.each<[string, (page: { items: unknown[]; more: boolean }) => Facts, unknown]>([
    ["an event in RETRY whose time is text", events, { ...waiting, time: "2026-11-22T03:00:00Z" }],
    ["an event without a time", events, { ...waiting, time: undefined }],
    ["an event whose id is a number", events, { ...waiting, messageId: 7 }],
    ["an event that is text", events, "RETRY"],
    ["a dead letter without an id", dlqFacts, { createdAt: 1_770_000_000_000 }],
    ["a dead letter without a time", dlqFacts, { messageId: "m" }],
    ["a queue that is a number", queueFacts, 3],
    ["a queue that does not say how many wait", queueFacts, { name: "q", lag: "7" }],
    ["a schedule without an id", scheduleFacts, { cron: "* * * * *" }],
  ])("with %s are not believed", (_what, read, item) => {
    expect(() => read({ items: [item], more: false })).toThrow(/no list of QStash: an? [a-z ]+ in it cannot be read/);
  });

  it("of any shape count every entry or are refused (property)", () => {
    const item = fc.oneof(
      fc.jsonValue(),
      fc.record(
        {
          messageId: fc.jsonValue(),
          state: fc.jsonValue(),
          time: fc.jsonValue(),
          createdAt: fc.jsonValue(),
          lag: fc.jsonValue(),
        },
        { requiredKeys: [] },
      ),
    );
    fc.assert(
      fc.property(fc.array(item), fc.boolean(), (items, more) => {
        const page = { items, more };
        for (const read of [dlqFacts, queueFacts, scheduleFacts, events]) {
          try {
            const { count } = read(page);
            if (read === events) expect(count).toBeLessThanOrEqual(items.length);
            else expect(count).toBe(items.length);
          } catch (error) {
            expect(error).toMatchObject({ name: "CheckError", kind: "parse" });
          }
        }
      }),
    );
  });
});
