import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createSocketServer, type Socket } from "node:net";
import { freePort } from "../../net/ports.ts";

/** What is wrong at Discord. */
export interface DiscordTrouble {
  /** Each edit of a message is refused so many times with 429 before it is taken; 0: never. */
  limitedTries: number;
  /** Seconds that such an answer asks to wait. */
  retryAfter: number;
  /** An outage: every REST call is answered with 503, gateway connections drop and no new one is greeted. */
  down: boolean;
  /** The bot's token is no longer valid: its gateway connection ends with 4004 and no login succeeds. */
  tokenRevoked: boolean;
}

/** Stands for Discord: the REST calls that the bot makes, and a gateway that it keeps a connection to. */
export interface DiscordDouble {
  readonly api: string;
  readonly gatewayPort: number;
  /** Of the bot: reading messages wants it. */
  readonly token: string;
  trouble(change: Partial<DiscordTrouble>): void;
  /** Ends the gateway connections for good, though the token is valid: a login that is made anew succeeds. */
  closeGateway(): void;
  stop(): Promise<void>;
}

const BOT_USER = "1170000000000000001";

/** A channel that the bot has lost its permission for: Discord answers 403, code 50001. */
export const FORBIDDEN_CHANNEL = "1180000000000000403";

interface DiscordState extends DiscordTrouble {
  readonly tries: Map<string, number>;
  readonly sockets: Set<Socket>;
  readonly token: string;
  readonly startedAt: Date;
  /** When a message was made, by its path; those that are not here were there at the start. */
  readonly made: Map<string, Date>;
  /** When a message was edited last, by its path. */
  readonly edits: Map<string, Date>;
  lastMessage: bigint;
}

export async function startDiscord(): Promise<DiscordDouble> {
  const state: DiscordState = {
    limitedTries: 0,
    retryAfter: 1,
    down: false,
    tokenRevoked: false,
    tries: new Map(),
    sockets: new Set(),
    token: randomBytes(16).toString("hex"),
    startedAt: new Date(),
    made: new Map(),
    edits: new Map(),
    lastMessage: 1292000000000000000n,
  };
  const rest = createServer((request, response) => answer(state, request, response));
  const gateway = createSocketServer((socket) => greet(state, socket));
  const [apiPort, gatewayPort] = [await listen(rest), await listen(gateway)];
  return {
    api: `http://127.0.0.1:${apiPort}`,
    gatewayPort,
    token: state.token,
    closeGateway: () => {
      for (const socket of state.sockets) refuse(socket);
    },
    trouble: (change) => {
      Object.assign(state, change);
      if (state.tokenRevoked) for (const socket of state.sockets) refuse(socket);
      // An ordinary drop: no close code is sent, so that the bot's library tries again and says nothing.
      if (state.down) for (const socket of state.sockets) socket.destroy();
    },
    stop: async () => {
      rest.closeAllConnections();
      for (const socket of state.sockets) socket.destroy();
      await Promise.all([rest, gateway].map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

async function listen(server: Server | ReturnType<typeof createSocketServer>): Promise<number> {
  const port = await freePort();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return port;
}

/** One JSON object a line instead of Discord's WebSocket; what matters is when it opens, and with which code it ends. */
function greet(state: DiscordState, socket: Socket): void {
  socket.on("error", () => undefined).on("close", () => state.sockets.delete(socket));
  if (state.down) {
    socket.destroy();
    return;
  }
  if (state.tokenRevoked) {
    refuse(socket);
    return;
  }
  state.sockets.add(socket);
  socket.write(`${JSON.stringify({ t: "READY", user: BOT_USER, guilds: 3 })}\n`);
}

function refuse(socket: Socket): void {
  socket.end(`${JSON.stringify({ op: "close", code: 4004, reason: "Authentication failed." })}\n`);
}

function answer(state: DiscordState, request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  const url = request.url ?? "";
  if (state.down) {
    response.writeHead(503, { "content-type": "application/json" });
    response.end(JSON.stringify({ message: "Service Unavailable", code: 0 }));
    return;
  }
  if (request.method === "GET") {
    tell(state, request, response);
    return;
  }
  if (request.method === "PATCH" && limits(state, url)) {
    const body = { message: "You are being rate limited.", retry_after: state.retryAfter, global: false };
    response.writeHead(429, { "content-type": "application/json", "retry-after": String(Math.ceil(state.retryAfter)) });
    response.end(JSON.stringify(body));
    return;
  }
  if (url.includes(`/channels/${FORBIDDEN_CHANNEL}/`)) {
    response.writeHead(403, { "content-type": "application/json" });
    response.end(JSON.stringify({ message: "Missing Access", code: 50001 }));
    return;
  }
  if (request.method === "PATCH") state.edits.set(pathOf(url), new Date());
  state.lastMessage += 1n;
  if (request.method === "POST") state.made.set(`${pathOf(url)}/${state.lastMessage}`, new Date());
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify({ id: String(state.lastMessage) }));
}

function pathOf(url: string): string {
  return new URL(url, "http://discord").pathname;
}

/** What a bot with the right token reads: itself, or a message. */
function tell(state: DiscordState, request: IncomingMessage, response: ServerResponse): void {
  const path = pathOf(request.url ?? "");
  const allowed = request.headers.authorization === `Bot ${state.token}` && !state.tokenRevoked;
  const found = path.endsWith("/users/@me") ? { id: BOT_USER, username: "Together", bot: true } : message(state, path);
  response.writeHead(allowed ? 200 : 401, { "content-type": "application/json" });
  response.end(JSON.stringify(allowed ? found : { message: "401: Unauthorized", code: 0 }));
}

/** When it was made, and when it was edited last. */
function message(state: DiscordState, path: string) {
  return {
    id: path.split("/").at(-1),
    content: "A dashboard",
    timestamp: (state.made.get(path) ?? state.startedAt).toISOString(),
    edited_timestamp: state.edits.get(path)?.toISOString() ?? null,
  };
}

/** Counts per request (the bot names each), so that every edit has to try as often as the next one. */
function limits(state: DiscordState, url: string): boolean {
  if (state.limitedTries === 0) {
    state.tries.clear();
    return false;
  }
  const tries = (state.tries.get(url) ?? 0) + 1;
  state.tries.set(url, tries);
  if (tries <= state.limitedTries) return true;
  state.tries.delete(url);
  return false;
}
