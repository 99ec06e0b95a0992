import { z } from "zod";
import { type CheckContext, defineCheck } from "../src/core/check.ts";
import { CheckError } from "../src/core/check-error.ts";
import { atPointer } from "../src/core/json-pointer.ts";
import { durationMs, targetName, text, urlText } from "../src/core/params.ts";
import { SecretText, type Text } from "../src/core/secret.ts";
import * as http from "./parts/http-params.ts";
import { refuseStatus } from "./parts/http-status.ts";
import { cookieFrom } from "./parts/set-cookie.ts";

/** How long the refusal of a used ticket may take to be read, once its headers are there. */
const REFUSAL_MS = 2000;
const MAX_BYTES = 64 * 1024;

const path = z.string().regex(/^\/\S*$/, "a path, such as /api/v2/events");
const params = z.strictObject({
  base: urlText.meta({ description: "The API's base URL, such as https://api.example.com." }),
  ticket: path.default("/api/v2/events/ticket").meta({ description: "Where a ticket is asked for by POST." }),
  stream: path.default("/api/v2/events").meta({ description: "The event stream that the ticket opens once." }),
  cookie: z.string().min(1).default("pb_stream_ticket").meta({ description: "The cookie that is the ticket." }),
  headers: z.record(z.string(), text).default({}).meta({ description: "Headers of the POST: who asks." }),
  "ready-within": durationMs.default(5000).meta({ description: "How long the first frame may take. Default 5s." }),
});
type Params = z.output<typeof params>;
type Context = CheckContext<Params>;

const nothing = {
  ticketStatus: null,
  streamStatus: null,
  readyFrame: false,
  readyMs: null,
  replayStatus: null,
  replayCode: null,
  cause: null,
} as const;

/**
 * The way of a browser to an event stream: POST for a ticket (a cookie that is good once), GET with it until the frame
 * `ready`, and a second GET with it, which must be refused (pocketbrain server, /api/v2/events: 401 STREAM_TICKET_REPLAYED).
 * Facts: `ticketStatus`, `streamStatus`, `readyFrame`, `readyMs` (until the frame, or null), `replayStatus`, `replayCode`,
 * and `cause`: null when all went well, else the target's code (STREAM_TICKET_STORAGE_UNAVAILABLE …) or one of
 * `no-ticket`, `no-stream`, `no-ready-frame`, `replay-accepted`. The cookie is in no fact, trace or failure.
 * Failures: any of the network, `auth` and `throttled` of the first request.
 */
export const streamTicket = defineCheck({
  kind: "stream-ticket",
  title: "Stream ticket",
  params,
  target: (p) => targetName(p.base),
  requests: (p) => http.requestsOf([p.base, p.base, p.base].map((url) => ({ url }))),
  needsEffect: () => true,
  facts: () => Object.keys(nothing),
  async run(context, signal) {
    const ticket = await askTicket(context, signal);
    if (ticket.cookie === undefined) return { ...nothing, ticketStatus: ticket.status, cause: ticket.cause };
    const opened = await openStream(context, ticket.cookie, signal);
    const facts = { ...nothing, ticketStatus: ticket.status, ...opened };
    if (opened.streamStatus !== 200) return facts;
    const replay = await openAgain(context, ticket.cookie, signal);
    return { ...facts, ...replay, cause: opened.cause ?? replay.cause };
  },
});

async function askTicket({ params: p, clients, trace }: Context, signal: AbortSignal) {
  const request = http.requestOf({ url: joined(p.base, p.ticket), method: "POST", headers: p.headers }, MAX_BYTES);
  const answer = await clients.http.request(request, signal);
  trace(`POST ${p.ticket} → ${answer.status} in ${Math.round(answer.tookMs)} ms`);
  try {
    refuseStatus(answer, [200]);
  } catch (error) {
    if (!(error instanceof CheckError) || error.kind !== "status") throw error;
    return { status: answer.status, cause: codeIn(answer.text) ?? "no-ticket" };
  }
  const cookie = cookieFrom(answer.headers["set-cookie"], p.cookie);
  return { status: answer.status, cause: "no-ticket", ...(cookie !== undefined && { cookie }) };
}

async function openStream(context: Context, cookie: string, signal: AbortSignal) {
  const { clock, params: p, trace } = context;
  const began = clock.mono();
  let readyMs: number | null = null;
  const answer = await get(context, cookie, signal, {
    forMs: p["ready-within"],
    onLine: (line) => {
      if (!/^event:\s*ready\s*$/.test(line)) return "more";
      readyMs = Math.round(clock.mono() - began);
      return "enough";
    },
  });
  trace(`GET ${p.stream} → ${answer.status}, ${readyMs === null ? "no frame ready" : `ready in ${readyMs} ms`}`);
  const isStream = answer.status === 200 && /event-stream/i.test(answer.headers["content-type"] ?? "");
  const readyFrame = isStream && readyMs !== null;
  const fault = isStream ? "no-ready-frame" : (codeIn(answer.text) ?? "no-stream");
  return {
    streamStatus: answer.status,
    readyFrame,
    readyMs: readyFrame ? readyMs : null,
    cause: readyFrame ? null : fault,
  };
}

async function openAgain(context: Context, cookie: string, signal: AbortSignal) {
  const answer = await get(context, cookie, signal, { forMs: REFUSAL_MS, onLine: () => "more" });
  context.trace(`GET ${context.params.stream} with the same ticket → ${answer.status}`);
  const cause = answer.status < 400 ? "replay-accepted" : null;
  return { replayStatus: answer.status, replayCode: codeIn(answer.text), cause };
}

interface Reading {
  readonly forMs: number;
  readonly onLine: (line: string) => "more" | "enough";
}

/** An accepted stream is read by `onLine`; of a refusal the text is kept. */
async function get({ params: p, clients }: Context, cookie: string, signal: AbortSignal, { forMs, onLine }: Reading) {
  const refusal: string[] = [];
  const url = joined(p.base, p.stream);
  const request = {
    url,
    headers: { accept: "text/event-stream", cookie: `${p.cookie}=${cookie}` },
    forMs,
    maxBytes: MAX_BYTES,
  };
  const read = (line: string, { status }: { readonly status: number }): "more" | "enough" => {
    if (status === 200) return onLine(line);
    refusal.push(line);
    return "more";
  };
  return { ...(await clients.http.stream(request, read, signal)), text: refusal.join("\n") };
}

/** The code of an error, as the server writes it: {"error":{"code":"STREAM_TICKET_REPLAYED",…}}. Never other words of it. */
function codeIn(text: string): string | null {
  try {
    const code = atPointer(JSON.parse(text), "/error/code");
    return typeof code === "string" && /^[A-Z][A-Z0-9_]{2,59}$/.test(code) ? code : null;
  } catch {
    return null;
  }
}

function joined(base: Text, path: string): Text {
  if (typeof base === "string") return base.replace(/\/+$/, "") + path;
  const parts = [...base.parts];
  const last = parts.at(-1);
  if (typeof last === "string") parts[parts.length - 1] = last.replace(/\/+$/, "");
  return new SecretText([...parts, path]);
}
