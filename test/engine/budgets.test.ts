import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { createLogins } from "../../src/clients/http-logins.ts";
import { createVault } from "../../src/clients/secret-vault.ts";
import { loadConfig, parseSource } from "../../src/config/load-config.ts";
import { CheckError } from "../../src/core/check-error.ts";
import type { HttpRequest, HttpResponse } from "../../src/core/clients.ts";
import type { Floors } from "../../src/engine/floors.ts";
import type { Urgency } from "../../src/engine/next-look.ts";
import { type LookDeps, rejudge, runCheck } from "../../src/engine/run-check.ts";
import { Scheduler } from "../../src/engine/scheduler.ts";
import { FakeClock } from "../helpers/fake-clock.ts";
import { known } from "../helpers/known.ts";
import { noClients } from "../helpers/plan.ts";

/** Ten minutes of the shipped checks under the worst that can happen to what they ask, by the real scheduler. */
const TEN_MINUTES = 600_000;
const MINUTE = 60_000;
const SECRETS = { JOB_SEEK_OPS_EMAIL: "x", JOB_SEEK_OPS_PASSWORD: "x", JOB_SEEK_OWNER_EMAIL: "x" };

interface Sent {
  readonly at: number;
  readonly host: string;
  /** Method and path, without its query. */
  readonly route: string;
}
type Fault = "refused" | "hangs" | 200 | 401 | 500;
interface Storm {
  readonly fault: Fault;
  /** What each check's alerts want; undefined: nothing. */
  readonly urgency?: Urgency;
  /** Somebody looks at everything every five seconds, what is on demand too. */
  readonly byHand?: true;
}

function loaded(system: string) {
  const text = readFileSync(`src/systems/${system}/system.yaml`, "utf8");
  const { plans, systems } = loadConfig({ ...known, pace: 1, sources: [parseSource("system.yaml", text)] });
  return { plans, budgets: systems.flatMap(({ budgets }) => budgets) };
}

/** As those on disk, for one process. */
function floorsIn(clock: FakeClock): Floors {
  const claimed = new Map<string, number>();
  return {
    claim: ({ id }, leastMs) => {
      const age = clock.now() - (claimed.get(id) ?? -Infinity);
      if (age < leastMs) return Promise.resolve({ granted: false, waitMs: leastMs - age, reading: undefined });
      claimed.set(id, clock.now());
      return Promise.resolve({ granted: true });
    },
    settle: () => Promise.resolve(),
  };
}

/** Servers that write down what they are asked, and do what the fault says. */
function servers(clock: FakeClock, fault: Fault) {
  const sent: Sent[] = [];
  const answer = ({ url, method = "GET" }: HttpRequest, signal: AbortSignal): Promise<HttpResponse> => {
    const { host, pathname } = new URL(String(url));
    sent.push({ at: clock.now(), host, route: `${method} ${pathname}` });
    if (fault === "refused") return Promise.reject(new CheckError("refused", "refused"));
    if (fault === "hangs")
      return new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    const isLogin = pathname === "/api/auth/login" && fault !== 500;
    const text = isLogin ? '{"data":{"accessToken":"a.b.c"}}' : "{}";
    return Promise.resolve({ status: isLogin ? 201 : fault, headers: {}, text, headersMs: 1, tookMs: 1 });
  };
  const vault = createVault({ env: SECRETS });
  const logins = createLogins<HttpRequest>(vault, { send: answer, raw: answer, now: clock.now });
  const http = {
    request: ({ login, ...asked }: HttpRequest, signal: AbortSignal) =>
      login === undefined ? answer(asked, signal) : logins.request({ ...asked, login }, signal),
    stream: async (asked: HttpRequest, _line: unknown, signal: AbortSignal) => ({
      ...(await answer(asked, signal)),
      ended: "over" as const,
    }),
  };
  return { sent, clients: { ...noClients, http } };
}

async function weather(system: string, { fault, urgency, byHand }: Storm): Promise<readonly Sent[]> {
  const { plans, budgets } = loaded(system);
  const clock = new FakeClock(60);
  const { sent, clients } = servers(clock, fault);
  const never = () => undefined;
  const told = { samples: () => [], verdictOf: never, factOf: never, blinds: () => false };
  const deps: LookDeps = { clients, clock, pace: 1, redact: (text) => text, ...told };
  const scheduler = new Scheduler(plans, {
    clock,
    budgets,
    floors: floorsIn(clock),
    random: () => 0,
    run: (plan, seq, stop) => runCheck(plan, seq, stop, deps),
    rejudge: (plan, seq, source) => rejudge(plan, seq, source, deps),
    events: { started: () => {}, finished: () => {} },
    urgency: () => urgency,
  });
  scheduler.start();
  const everyMs = byHand ? 5000 : TEN_MINUTES;
  for (let ms = 0; ms < TEN_MINUTES; ms += everyMs) {
    if (byHand) for (const { id } of plans) void scheduler.runNow(id);
    await clock.advance(0);
    await clock.advance(everyMs);
  }
  await scheduler.stop();
  return sent;
}

/** The most of these within any window. */
function most(times: readonly number[], windowMs: number): number {
  return Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at < from + windowMs).length));
}

function leastGap(times: readonly number[]): number {
  return Math.min(Infinity, ...times.slice(1).map((at, index) => at - (times[index] ?? at)));
}

const storms: readonly (readonly [string, Storm])[] = [
  ["nobody is there, and its alerts are pending", { fault: "refused", urgency: { dueMs: Infinity } }],
  ["everything hangs, and each alert is due", { fault: "hangs", urgency: { dueMs: 0 } }],
  ["each login is forgotten, and each alert is due", { fault: 401, urgency: { dueMs: 0 } }],
  ["everything answers 500, and each alert is due", { fault: 500, urgency: { dueMs: 0 } }],
  ["everything answers what nobody understands, and each alert is due", { fault: 200, urgency: { dueMs: 0 } }],
  ["everything answers 500, and somebody presses each key", { fault: 500, byHand: true }],
  ["each login is forgotten, and somebody presses each key", { fault: 401, byHand: true }],
];

/** What single routes bear, beside the budget of their host. */
const LEAST_MS: Readonly<Record<string, number>> = {
  "GET /healthz": 45_000,
  "GET /api/v2/sync/pull": MINUTE,
};
const WATCHTOWER = "GET /api/cron/watchtower";
const floorOf = ({ byHand }: Storm) => (byHand ? MINUTE : 5 * MINUTE);

function timesBy(sent: readonly Sent[], key: "host" | "route"): ReadonlyMap<string, readonly number[]> {
  const times = new Map<string, number[]>();
  for (const one of sent) times.set(one[key], [...(times.get(one[key]) ?? []), one.at]);
  return times;
}

describe.each(["job-seek", "opsmantik", "pocketbrain", "together-bot"])("%s in ten minutes", (system) => {
  it.each(storms)("is asked no more than its budget when %s", async (_name, storm) => {
    const sent = await weather(system, storm);
    const { budgets } = loaded(system);
    const hosts = timesBy(sent, "host");
    expect(budgets.length).toBeGreaterThan(0);
    for (const { target, perMs, requests } of budgets) {
      const asked = hosts.get(target) ?? [];
      expect(asked.length, `${target} was asked at all`).toBeGreaterThan(3);
      expect(most(asked, perMs), target).toBeLessThanOrEqual(requests);
    }
    const routes = timesBy(sent, "route");
    for (const [route, asked] of routes) {
      expect(leastGap(asked), route).toBeGreaterThanOrEqual(LEAST_MS[route] ?? 0);
      const limit = system === "job-seek" && route.includes(" /api/") ? 8 : Infinity;
      expect(most(asked, MINUTE), route).toBeLessThanOrEqual(limit);
    }
    expect(leastGap(routes.get(WATCHTOWER) ?? [])).toBeGreaterThanOrEqual(floorOf(storm));
  });
});
