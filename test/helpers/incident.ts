import type { CheckPlan } from "../../src/core/plan.ts";
import type { Verdict } from "../../src/core/reading.ts";
import type { CockpitEvent, CockpitState } from "../../src/store/state.ts";
import { after, planOf, readingOf, type Seen, stateOf, T0 } from "./state.ts";

/** Panel, check, verdict, what the row says (a leading number goes into the value column), and what to do. */
type Row = readonly [panel: string, id: string, verdict: Verdict | "stale", says: string | number, more?: string];

const S = { om: "opsmantik", pb: "pocketbrain", tb: "together-bot", js: "job-seek" } as const;

const rows: readonly Row[] = [
  ["deploy", "om/app", "ok", "c1d30b4 master = expected"],
  ["deploy", "om/deployment", "ok", "dpl_8KxQ2 READY 2h = newest"],
  ["deploy", "om/edge", "ok", "fra1, x-vercel-id seen"],
  ["deploy", "pb/server", "stale", "v1.8.2"],
  ["deploy", "pb/worker", "ok", "41f2c0e = expected"],
  [
    "deploy",
    "tb/bot",
    "unknown",
    "0.9.4, but publishes no commit",
    "cannot compare: set COMMIT_SHA in the bot’s service",
  ],
  ["deploy", "js/api", "ok", "rc-14 1f0c9aa = expected"],
  ["deploy", "js/worker", "warn", "rc-13 88e01fd ≠ rc-14", "promote rc-14 or pin expected.worker (system.yaml:22)"],
  ["deploy", "js/web", "ok", "200 in 310ms"],
  ["sync", "om/ingest", "ok", "queued, era B"],
  ["sync", "om/sessions 60m", "ok", 1204],
  ["sync", "om/publish fails 15m", "ok", 0],
  ["sync", "om/CORS preflight", "ok", "https://www.sosreklam.com allowed"],
  ["sync", "om/degraded proof", "ok", "last proved 21d ago"],
  ["sync", "om/partitions", "ok", "next month exists, 6/6 triggers on"],
  [
    "sync",
    "pb/stream ticket",
    "fail",
    "503 STREAM_TICKET_STORAGE_UNAVAILABLE",
    "Redis holds the tickets: recover Redis first",
  ],
  ["sync", "pb/client", "warn", "degraded, was synced"],
  ["sync", "pb/last change", "ok", "14s ago"],
  ["sync", "js/callbacks", "ok", "99.4 % of 1,118 delivered"],
  ["watchtower", "om/watchtower", "ok", "WATCHTOWER_OK, 0 failures"],
  ["watchtower", "om/gclid 3h", "unknown", "— not counted: its database did not answer"],
  ["watchtower", "om/health", "ok", "db_ok"],
  ["watchtower", "om/worker", "ok", "up, refuses unsigned (403)"],
  ["watchtower", "om/tls", "ok", "61d left"],
  ["watchtower", "pb/ready", "fail", "503 readyCause redis"],
  ["watchtower", "pb/database", "ok", "ok"],
  ["watchtower", "pb/redis", "fail", "reconnecting, 41 checks failed, 6m"],
  ["watchtower", "pb/realtime", "warn", "local-fallback SUBSCRIBER_END"],
  ["watchtower", "tb/healthz", "ok", "discord ready, db ok"],
  ["watchtower", "tb/pg-boss monitor", "ok", "looked 9s ago"],
  ["watchtower", "js/health", "ok", "db ok, disk ok"],
  ["watchtower", "js/api p95", "ok", 412, "ms of 600"],
  ["watchtower", "js/memory", "ok", "61 %"],
  ["queues", "om/QStash DLQ", "warn", 12, "messages, was 4 an hour ago; enter: the messages"],
  ["queues", "om/QStash undelivered", "ok", 31],
  ["queues", "om/sync_dlq", "ok", 0],
  ["queues", "om/redis rate keys", "ok", 1842],
  ["queues", "tb/public.post.publish", "ok", 4, "created"],
  ["queues", "tb/scheduled_posts", "ok", 7, "pending"],
  ["queues", "tb/duel.scoreboard.refresh", "ok", 0],
  ["queues", "tb/weekly.overview.publish", "ok", 0],
  ["queues", "js/worker queue", "ok", 2, "of 100, 2 running"],
  ["queues", "js/dead letters", "ok", 0],
  [
    "circuits",
    "pb/vps proxy",
    "fail",
    "open, 38 opens/min",
    "cause upstream_5xx +212/min: look at API logs, DB, Redis",
  ],
  ["circuits", "pb/rejects", "fail", 174, "/min"],
  ["circuits", "pb/provider", "ok", "closed"],
  ["circuits", "pb/dominant cause", "fail", "upstream_5xx +212/min"],
  ["circuits", "pb/retry storm", "ok", "0.2 retries a request"],
  ["circuits", "tb/rate-limit retries", "ok", 0, "/min"],
  ["circuits", "js/heartbeat stale", "warn", "0.31 > 0.25, 3:20 of 5:00", "fires in 1:40 unless it falls"],
  ["circuits", "js/callback failures", "ok", 0.01, "≤ 0.10"],
  ["circuits", "js/retry success", "unknown", "0 of 0 retries: no ratio yet", "a ratio of nothing is not 0"],
  ["circuits", "js/scrape success", "ok", 0.97, "≥ 0.90"],
  ["stuck", "tb/public.post.publish failed", "fail", 3, "failed: Missing Access (50001); Re-run publish pipeline"],
  ["stuck", "tb/jobs past expiry", "ok", 0],
  ["stuck", "tb/posts processing", "ok", 0],
  ["stuck", "tb/orphan schedules", "ok", 0],
  ["stuck", "tb/cron dispatch", "stale", "every minute"],
  ["stuck", "om/undelivered > 1h", "ok", 0],
  ["stuck", "om/drifted partitions", "ok", 0],
  ["stuck", "js/no heartbeat", "warn", 4, "of 13 runs"],
  ["stuck", "js/failed runs 24h", "ok", 2, "limit 5"],
  ["stuck", "js/dead-letter files", "ok", 0],
];

function idOf([, id]: Row): string {
  const [tag = "", ...rest] = id.split("/");
  return `${S[tag as keyof typeof S]}/${rest.join("/")}`;
}

export function incidentPlans(): readonly CheckPlan[] {
  return rows.map((row) => {
    const [panel, id, , says] = row;
    const title = id.slice(3).replace("publish failed", "publish");
    const numbers = typeof says === "number" ? { value: "n", trend: "n" } : {};
    return planOf(idOf(row), { tag: id.slice(0, 2), title, panels: [panel], ...numbers });
  });
}

/** Readings of one round; numbers wander a little from round to round, so that trends have a shape. */
export function incidentRound(round: number, at: number): readonly CockpitEvent[] {
  return rows
    .filter(([, , verdict]) => verdict !== "stale" || round <= 8)
    .map((row, index) => {
      const reading = readingOf(idOf(row), { ...saysOf(row, round, index), ...whenOf(row, round, index, at) });
      return { type: "check.read", reading, nextAt: reading.at + 30_000, epoch: 1 };
    });
}

function saysOf([, , , says, more = ""]: Row, round: number, index: number): Seen {
  const trace = ["GET /api/health  200 in 84ms", '{"ok":true,"n":4}'];
  if (typeof says === "string")
    return { summary: more === "" ? says : `${says}. ${more}`, short: says, facts: { state: says }, trace };
  const wandered = Math.max(0, Math.round(says * (1 + 0.1 * Math.sin(round * 1.7 + index)) * 100) / 100);
  const n = round === LAST ? says : wandered;
  return { summary: `${n} ${more}`, short: `${n} ${more.split(";")[0]}`, facts: { n, limit: 5 }, trace };
}

function whenOf([, , verdict]: Row, seq: number, index: number, at: number): Seen {
  if (verdict === "stale") return { seq, at: at - 300_000, verdict: "ok" };
  return { seq, at: at - (index % 25) * 1000, verdict: seq < LAST - 3 && verdict === "fail" ? "ok" : verdict };
}

const LAST = 16;

export function incident(over: Parameters<typeof stateOf>[1] = {}): CockpitState {
  const rounds = Array.from({ length: LAST }, (_, index) => incidentRound(index + 1, T0 - (LAST - 1 - index) * 30_000));
  return after(stateOf(incidentPlans(), over), ...rounds.flat(), { type: "ticked", now: T0 });
}
