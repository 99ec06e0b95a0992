import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { discordMessages } from "../../checks/discord-messages.ts";
import { createClients, type OwnedClients } from "../../src/clients/clients.ts";
import { createVault } from "../../src/clients/secret-vault.ts";
import { type JsonServer, startJsonServer } from "../helpers/servers/json.ts";
import { startPostgres, type TestPostgres } from "../helpers/servers/postgres.ts";
import { look } from "./look.ts";

const TOKEN = "discord-token-of-the-test";
const QUERY = "select kind, id, guild, channel, message from dashboards order by id";

let postgres: TestPostgres;
let clients: OwnedClients;
let discord: JsonServer;
beforeAll(async () => {
  postgres = await startPostgres();
  clients = createClients({ vault: createVault({ env: {} }) });
  await postgres.sql(`create table dashboards (kind text, id text, guild text, channel text, message text);
    insert into dashboards values ('duel', 'd1', 'g', '1180000000000000101', '1290000000000000001'),
      ('raid', 'r1', 'g', '1180000000000000101', '1290000000000000002'), ('pair', 'p1', 'g', '1180000000000000101', null)`);
}, 30_000);
afterAll(async () => {
  await clients?.[Symbol.asyncDispose]();
  await postgres?.[Symbol.asyncDispose]();
});
beforeEach(async () => {
  discord = await startJsonServer(TOKEN, "Bot");
});
afterEach(() => discord[Symbol.asyncDispose]());

const ask = (over: object = {}) =>
  look(clients, discordMessages, { database: postgres.url(), query: QUERY, token: TOKEN, url: discord.url, ...over });
const message = (over: object) => ({
  id: "1",
  content: "a private word",
  timestamp: "2026-01-01T10:00:00+00:00",
  ...over,
});

describe("discord-messages", () => {
  it("tells when each message was edited, by Discord's clock, and nothing of what it says", async () => {
    discord.answers["/channels/1180000000000000101/messages/1290000000000000001"] = message({
      edited_timestamp: "2026-01-02T11:00:00.123000+01:00",
    });
    discord.answers["/channels/1180000000000000101/messages/1290000000000000002"] = message({ edited_timestamp: null });
    const seen = await ask();
    expect(seen.facts).toMatchObject({
      messages: 2,
      missing: 0,
      withoutMessage: 1,
      newestEdit: "2026-01-02T10:00:00.123Z",
      oldestEdit: "2026-01-01T10:00:00.000Z",
      rows: {
        rows: [
          { kind: "duel", id: "d1", guild: "g", message: "1290000000000000001", editedAt: "2026-01-02T10:00:00.123Z" },
          { kind: "pair", id: "p1", message: null, editedAt: null },
          { kind: "raid", id: "r1", editedAt: "2026-01-01T10:00:00.000Z" },
        ],
      },
    });
    expect(JSON.stringify(seen)).not.toContain("private");
  });

  it("counts what is gone at Discord, and stops at a limit", async () => {
    expect((await ask()).facts).toMatchObject({ messages: 2, missing: 2, newestEdit: null });
    expect((await ask({ "at-most": 1 })).facts).toMatchObject({ messages: 1, rows: { rowCount: 2, truncated: true } });
    discord.mood = { status: 429, body: { message: "You are being rate limited.", retry_after: 3 } };
    expect((await ask()).failure).toMatchObject({ kind: "throttled" });
  });

  it.each([
    ["another token", { token: "wrong" }, "auth", /401/],
    ["a query without these columns", { query: "select 1 as id" }, "config", /no column kind/],
    [
      "an id that is a path",
      { query: QUERY.replace("message from", "'../../guilds/1' as message from") },
      "config",
      /names no/,
    ],
  ])("refuses %s", async (_title, over, kind, message) => {
    const { failure } = await ask(over);
    expect(failure).toMatchObject({ kind, message: expect.stringMatching(message) });
  });
});
