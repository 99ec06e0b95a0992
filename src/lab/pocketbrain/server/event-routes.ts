import type { FastifyInstance, FastifyReply } from "fastify";
import { ApiError } from "./api-error.ts";
import { authenticate } from "./guards.ts";
import type { ServerContext } from "./server-context.ts";
import { TICKET_TTL } from "./stream-tickets.ts";

const HEARTBEAT_MS = 20_000;
const COOKIE = /(?:^|;\s*)pb_stream_ticket=([^;]+)/;

const REFUSALS = {
  STREAM_TICKET_INVALID: "Stream ticket is invalid",
  STREAM_TICKET_EXPIRED: "Stream ticket has expired",
  STREAM_TICKET_REPLAYED: "Stream ticket was already used",
} as const;

/** A ticket by bearer token, then the stream by the ticket's cookie alone. */
export function addEventRoutes(server: FastifyInstance, context: ServerContext): void {
  server.post("/api/v2/events/ticket", async (request, reply) => {
    const { userId, deviceId } = await authenticate(context, request, reply);
    const { ticket, expiresAt } = context.tickets.issue(userId, deviceId);
    const attributes = `Max-Age=${TICKET_TTL}; Path=/api/v2/events; HttpOnly; SameSite=Lax`;
    reply.header("set-cookie", `pb_stream_ticket=${ticket}; ${attributes}`);
    return { ok: true, expiresAt };
  });
  server.get("/api/v2/events", async (request, reply) => {
    const ticket = COOKIE.exec(request.headers.cookie ?? "")?.[1];
    if (ticket === undefined)
      throw new ApiError(401, "STREAM_TICKET_REQUIRED", "Stream ticket required before opening events stream");
    const consumed = await context.tickets.consume(ticket);
    if (consumed === "STREAM_TICKET_STORAGE_UNAVAILABLE")
      throw new ApiError(503, consumed, "Stream ticket storage is unavailable", true);
    if (consumed !== "accepted") throw new ApiError(401, consumed, REFUSALS[consumed]);
    stream(context, reply);
    return reply;
  });
}

function stream({ realtime, config }: ServerContext, reply: FastifyReply): void {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store", "x-accel-buffering": "no" });
  const send = (event: string, data: object) => raw.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  send("ready", { connectedAt: Date.now() });
  const beat = setInterval(() => send("heartbeat", { ts: Date.now() }), HEARTBEAT_MS / config.pace);
  const unlisten = realtime.listen((cursor) => send("sync", { cursor, ts: Date.now() }));
  raw.on("close", () => {
    clearInterval(beat);
    unlisten();
  });
  raw.on("error", () => undefined);
}
