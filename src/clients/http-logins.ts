import { CheckError } from "../core/check-error.ts";
import type { HttpRequest, HttpResponse, Login } from "../core/clients.ts";
import { jsonOf } from "../core/json-of.ts";
import { atPointer } from "../core/json-pointer.ts";
import { networkFailure } from "./network-failure.ts";
import type { Vault } from "./secret-vault.ts";
import { endOfToken } from "./token-end.ts";
import { untilAborted } from "./until-aborted.ts";

const DOTS = "••••••••";
/** Between two logins of one kind, so that six a minute are the most. */
const BETWEEN_MS = 10_000;
/** A token that tells when it ends is renewed so long before. */
const BEFORE_MS = 30_000;

type Ask<R> = (request: R, signal: AbortSignal) => Promise<HttpResponse>;
/** A request of a look, or one that changes something. */
type Signed = Omit<HttpRequest, "method">;

interface Session {
  /** Resolves to the token; rejects as long as a new login would be too early. */
  token: Promise<string>;
  readonly askedAt: number;
  endsAt: number;
  refused: boolean;
}

/** Logins of a process: tokens are kept in memory only, one login serves all requests that name it. */
export interface Logins<R extends Signed = HttpRequest> {
  /** Sends a request with the token of its login. A 401 spends the token: the next request signs in again. */
  request(request: R & { readonly login: Login }, signal: AbortSignal): Promise<HttpResponse>;
}

export interface Ways<R extends Signed = HttpRequest> {
  /** Redacts what it answers. */
  readonly send: Ask<R>;
  /** Does not: a token may hold the name that it was given for. */
  readonly raw: Ask<HttpRequest>;
  /** Ms since 1970. */
  readonly now: () => number;
}

/**
 * One login serves all requests with the same URL, body and pointer, and the next one comes 10 s later at the earliest:
 * until then a failed one rejects them all, with CheckError `auth`, `throttled`, `status`, `parse`, or as the network
 * failed. No answer shows the token.
 */
export function createLogins<R extends Signed>(vault: Vault, { send, raw, now }: Ways<R>): Logins<R> {
  const sessions = new Map<string, Session>();
  return {
    request: async (request, signal) => {
      const { login } = request;
      const body = await bodyOf(login, vault);
      const key = JSON.stringify([await vault.reveal(login.url), body, login.token]);
      const session = current(sessions.get(key), now()) ?? signIn(login, body, { raw, vault, at: now() });
      sessions.set(key, session);
      const token = await untilAborted(session.token, signal);
      const headers = { ...request.headers, authorization: `Bearer ${token}` };
      const response = await send({ ...request, login: undefined, headers }, signal);
      if (response.status === 401) session.refused = true;
      return withoutToken(response, token);
    },
  };
}

/** The session while it is good, or while it is too early for another; undefined when it is time to sign in. */
function current(session: Session | undefined, now: number): Session | undefined {
  if (!session) return undefined;
  const spent = session.refused || session.endsAt - BEFORE_MS <= now;
  return spent && now - session.askedAt >= BETWEEN_MS ? undefined : session;
}

interface Way {
  readonly raw: Ask<HttpRequest>;
  readonly vault: Vault;
  readonly at: number;
}

function signIn(login: Login, body: string, { raw, vault, at }: Way): Session {
  const session: Session = { token: Promise.resolve(""), askedAt: at, endsAt: Infinity, refused: false };
  const headers = { "content-type": "application/json", accept: "application/json" };
  // All that use it wait for it: none of them may take it from the others.
  const signal = AbortSignal.timeout(BETWEEN_MS);
  session.token = raw({ url: login.url, method: "POST", headers, body }, signal).then(
    (response) => {
      const token = tokenIn(response, login.token);
      session.endsAt = endOfToken(token);
      return token;
    },
    (error: unknown) => {
      throw networkFailure(error, "the login", vault.redact);
    },
  );
  session.token.catch(() => {
    session.refused = true;
  });
  return session;
}

async function bodyOf({ body }: Login, vault: Vault): Promise<string> {
  const fields = Object.entries(body).map(async ([name, value]) => [name, await vault.reveal(value)] as const);
  return JSON.stringify(Object.fromEntries(await Promise.all(fields)));
}

function tokenIn({ status, text }: HttpResponse, pointer: string): string {
  if (status === 429)
    throw new CheckError("throttled", "the login answered 429", { code: "429", hint: "ask less often" });
  if (status === 400 || status === 401 || status === 403) {
    throw new CheckError("auth", `the login answered ${status}`, { code: String(status) });
  }
  if (status < 200 || status > 299)
    throw new CheckError("status", `the login answered ${status}`, { code: String(status) });
  const token = atPointer(jsonOf(text), pointer);
  if (typeof token !== "string" || token === "") {
    throw new CheckError("parse", `the login's answer has no token at ${pointer}`);
  }
  return token;
}

function withoutToken(response: HttpResponse, token: string): HttpResponse {
  const clean = (text: string) => text.replaceAll(token, DOTS);
  const headers = Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, clean(value)]));
  return { ...response, headers, text: clean(response.text) };
}
