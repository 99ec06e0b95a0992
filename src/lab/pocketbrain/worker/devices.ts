import { randomUUID } from "node:crypto";
import { signToken } from "../../net/signed-token.ts";

/** Seconds of real time between two things that the users' devices do. */
const PERIOD = 20;
const ASK_MS = 10_000;
const AI_SESSIONS = 3;
const JSON_TYPE = { "content-type": "application/json" };
const MOVES = ["pull", "ai", "push", "pull", "stream", "ai"] as const;

export interface DevicesPlan {
  /** The public address. */
  readonly base: string;
  readonly authSecret: string;
  readonly pace: number;
}

/** The users' devices: each pulls, writes, listens to the stream and asks the AI, all through the Worker. */
export interface Devices {
  paused: boolean;
  /** Connects each AI session anew, as users do who were told to. */
  connect(): Promise<void>;
  /** One of each kind of request, so that the first look meets counters that have moved. */
  warmUp(): Promise<void>;
  /** A device that was away asks from the first change on. */
  comeBack(): Promise<void>;
}

interface State extends Devices {
  readonly plan: DevicesPlan;
  readonly headers: Record<string, string>;
  sessions: string[];
  cursor: number;
  stream: AbortController;
}

export function startDevices(plan: DevicesPlan): Devices {
  const claims = { sub: "user_lab", exp: Math.floor(Date.now() / 1000) + 86_400 };
  const state: State = {
    plan,
    paused: false,
    headers: {
      authorization: `Bearer ${signToken("JWT", claims, plan.authSecret)}`,
      "x-device-id": randomUUID(),
    },
    sessions: [],
    cursor: 0,
    stream: new AbortController(),
    connect: () => connect(state),
    warmUp: async () => {
      for (const move of ["push", "pull", "stream", "ai"] as const) await make(state, move);
    },
    comeBack: async () => {
      await make(state, "push");
      state.cursor = 1;
      await make(state, "pull");
    },
  };
  let turn = 0;
  setInterval(
    () => {
      const move = MOVES[turn % MOVES.length] ?? "pull";
      turn += 1;
      if (!state.paused) void make(state, move);
    },
    (PERIOD * 1000) / plan.pace,
  );
  return state;
}

/** A device does not care for a failure: it tries again when its turn comes. */
async function make(state: State, move: (typeof MOVES)[number]): Promise<void> {
  await { pull, push, ai, stream }[move](state).catch(() => undefined);
}

function ask({ plan }: State, path: string, init: RequestInit): Promise<Response> {
  return fetch(`${plan.base}${path}`, { signal: AbortSignal.timeout(ASK_MS), ...init });
}

async function pull(state: State): Promise<void> {
  const { headers, cursor } = state;
  const response = await ask(state, `/api/v2/sync/pull?cursor=${cursor}`, { headers });
  if (response.status !== 200) return void (await response.arrayBuffer());
  const body = (await response.json()) as { nextCursor?: number; latestCursor?: number };
  state.cursor = body.latestCursor ?? body.nextCursor ?? cursor;
}

async function push(state: State): Promise<void> {
  const noteId = `note-${1 + Math.floor(Math.random() * 20)}`;
  const operation = { requestId: randomUUID(), op: "upsert", noteId, baseVersion: 0, note: { content: "hello" } };
  const body = JSON.stringify({ operations: [operation] });
  await (
    await ask(state, "/api/v2/sync/push", { method: "POST", headers: { ...state.headers, ...JSON_TYPE }, body })
  ).arrayBuffer();
}

/** A new stream in the place of the last one, as after each change of network. */
async function stream(state: State): Promise<void> {
  const { headers } = state;
  const issued = await ask(state, "/api/v2/events/ticket", { method: "POST", headers });
  await issued.arrayBuffer();
  const cookie = issued.headers.getSetCookie()[0]?.split(";")[0];
  if (cookie === undefined) return;
  state.stream.abort();
  state.stream = new AbortController();
  const opened = await ask(state, "/api/v2/events", { headers: { cookie }, signal: state.stream.signal });
  void opened.arrayBuffer().catch(() => undefined);
}

async function ai(state: State): Promise<void> {
  const session = state.sessions.shift();
  if (session === undefined) return;
  state.sessions.push(session);
  const headers = { cookie: session, ...JSON_TYPE };
  await (await ask(state, "/api/v1/ai/analyze", { method: "POST", headers, body: "{}" })).arrayBuffer();
}

async function connect(state: State): Promise<void> {
  const body = JSON.stringify({ provider: "openrouter", apiKey: "sk-lab-key" });
  const init = { method: "POST", headers: JSON_TYPE, body };
  const answers = Array.from({ length: AI_SESSIONS }, () => ask(state, "/api/v1/auth/connect", init));
  const cookies = (await Promise.all(answers)).map(({ headers }) => headers.getSetCookie()[0]?.split(";")[0]);
  state.sessions = cookies.filter((cookie) => cookie !== undefined);
}
