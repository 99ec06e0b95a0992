import type { IncomingMessage, ServerResponse } from "node:http";
import { inspect } from "node:util";
import { afterEach, describe, expect, it } from "vitest";
import { streamTicket } from "../../checks/stream-ticket.ts";
import { createClients } from "../../src/clients/clients.ts";
import { createVault } from "../../src/clients/secret-vault.ts";
import { SecretText } from "../../src/core/secret.ts";
import { type Answering, answering } from "../helpers/servers/answering.ts";
import { look, type Seen } from "./look.ts";

const TICKET = "eyJhbGciOiJIUzI1NiJ9.eyJqdGkiOiJhIn0.c2lnbmF0dXJl";
const token = new SecretText(["Bearer ", { name: "t", from: "env", source: "T", place: "system.yaml:1" }]);
const clients = createClients({ vault: createVault({ env: { T: "a-token-of-the-test" } }) });
const READY = 'event: ready\ndata: {"connectedAt":1795321636493}\n\n';
const JSON_TYPE = { "content-type": "application/json; charset=utf-8" };

/** A pocketbrain server's two routes, with what can be wrong about them. */
interface Target {
  readonly ticketStatus?: number;
  readonly ticketCode?: string;
  readonly setCookie?: string | readonly string[];
  readonly frame?: string;
  readonly streamType?: string;
  readonly streamCode?: string;
  readonly acceptsReplay?: boolean;
}
interface Asked {
  readonly posts: IncomingMessage[];
  readonly gets: IncomingMessage[];
}

let server: Answering | undefined;
afterEach(async () => {
  await server?.[Symbol.asyncDispose]();
});

const refuse = (response: ServerResponse, status: number, code: string): void => {
  response.writeHead(status, JSON_TYPE).end(JSON.stringify({ error: { code, message: TICKET, retryable: false } }));
};

async function start(target: Target): Promise<Asked> {
  const asked: Asked = { posts: [], gets: [] };
  const cookie = target.setCookie ?? [
    `pb_stream_ticket=${TICKET}; Max-Age=60; Path=/api/v2/events; HttpOnly; SameSite=Lax`,
  ];
  server = await answering({
    "/api/v2/events/ticket": (request, response) => {
      asked.posts.push(request);
      if (target.ticketCode) return refuse(response, target.ticketStatus ?? 500, target.ticketCode);
      response.writeHead(200, { ...JSON_TYPE, "set-cookie": cookie as string[] });
      response.end(JSON.stringify({ ok: true, ticket: TICKET }));
    },
    "/api/v2/events": (request, response) => {
      asked.gets.push(request);
      if (!request.headers.cookie?.includes(`pb_stream_ticket=${TICKET}`))
        return refuse(response, 401, "STREAM_TICKET_REQUIRED");
      if (target.streamCode) return refuse(response, 503, target.streamCode);
      if (asked.gets.length > 1 && !target.acceptsReplay) return refuse(response, 401, "STREAM_TICKET_REPLAYED");
      response.writeHead(200, { "content-type": target.streamType ?? "text/event-stream" });
      response.write(target.frame ?? READY);
    },
  });
  return asked;
}

const flow = (over: Record<string, unknown> = {}): Promise<Seen> =>
  look(clients, streamTicket, {
    base: `${server?.origin}/`,
    headers: { authorization: token, "x-device-id": "" },
    "ready-within": "300ms",
    ...over,
  });

describe("the way to an event stream", () => {
  it("is good when the ticket opens it once", async () => {
    const asked = await start({});
    const seen = await flow();
    expect(seen.facts).toEqual({
      ticketStatus: 200,
      streamStatus: 200,
      readyFrame: true,
      readyMs: expect.any(Number),
      replayStatus: 401,
      replayCode: "STREAM_TICKET_REPLAYED",
      cause: null,
    });
    expect(asked.posts.map(({ method, headers }) => [method, headers.authorization, headers["x-device-id"]])).toEqual([
      ["POST", "Bearer a-token-of-the-test", undefined],
    ]);
    expect(asked.gets.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined]);
    await expect.poll(() => server?.open()).toBe(0);
  });
  it("finds the ticket among other cookies", async () => {
    await start({
      setCookie: ["lang=en; Expires=Wed, 21 Oct 2026 07:28:00 GMT", `pb_stream_ticket=${TICKET}; Secure`, "a=b"],
    });
    expect((await flow()).facts).toMatchObject({ readyFrame: true, cause: null });
  });
  it.each<[string, Target, Record<string, unknown>]>([
    [
      "the store of used tickets is gone",
      { streamCode: "STREAM_TICKET_STORAGE_UNAVAILABLE" },
      { streamStatus: 503, readyFrame: false, replayStatus: null, cause: "STREAM_TICKET_STORAGE_UNAVAILABLE" },
    ],
    [
      "a ticket is good twice",
      { acceptsReplay: true },
      { readyFrame: true, replayStatus: 200, replayCode: null, cause: "replay-accepted" },
    ],
    [
      "no frame comes",
      { frame: ": hello\n\n" },
      { streamStatus: 200, readyFrame: false, readyMs: null, cause: "no-ready-frame" },
    ],
    [
      "another frame comes",
      { frame: "event: readying\ndata: ready\n\n" },
      { readyFrame: false, cause: "no-ready-frame" },
    ],
    [
      "a page comes instead",
      { streamType: "text/html", frame: "<!doctype html>" },
      { streamStatus: 200, readyFrame: false, cause: "no-stream" },
    ],
    ["no ticket comes", { setCookie: "other=1" }, { ticketStatus: 200, streamStatus: null, cause: "no-ticket" }],
    [
      "tickets fail",
      { ticketCode: "INTERNAL_ERROR" },
      { ticketStatus: 500, streamStatus: null, cause: "INTERNAL_ERROR" },
    ],
  ])("is told where %s", async (_what, target, facts) => {
    await start(target);
    expect((await flow()).facts).toMatchObject(facts);
  });
  it("is unknown where we are not let in", async () => {
    await start({ ticketCode: "AUTH_REQUIRED", ticketStatus: 401 });
    expect((await flow()).failure).toMatchObject({ kind: "auth" });
  });
  it.each<[string, Target]>([
    ["all is well", {}],
    ["the target repeats it", { streamCode: TICKET }],
    ["it cannot be sent", { setCookie: `pb_stream_ticket=${TICKET}\u00ff\u0080; Secure` }],
    ["the way breaks", { frame: TICKET, streamType: TICKET }],
  ])("shows its ticket nowhere when %s", async (_what, target) => {
    await start(target);
    const seen = await flow();
    expect(inspect(seen, { depth: 9, showHidden: true })).not.toContain(TICKET);
  });
});
