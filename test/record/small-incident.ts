import type { EntryBody, JournalEntry } from "../../src/journal/entry.ts";
import { armed, journalOf } from "../helpers/journal.ts";

const START = 1_700_000_000_000;
const at = (second: number): string => new Date(START + second * 1000).toISOString();
const where = { run: "R1", step: "break-token" };

export function seen(
  check: string,
  verdict: "ok" | "warn" | "fail" | "unknown",
  second: number,
  over: {
    readonly summary?: string;
    readonly facts?: Record<string, string | number | boolean>;
    readonly step?: string;
  } = {},
): Extract<EntryBody, { type: "reading" }> {
  const { summary = `${check} is ${verdict}`, facts = {}, step } = over;
  const inRun = step === undefined ? {} : { run: "R1", step };
  return { type: "reading", ...inRun, reading: { check, at: at(second), verdict, summary, facts, failure: null } };
}

/** A drill that broke a token on purpose, was seen, restored and proved. A line a second from second 0. */
export const bodies: readonly EntryBody[] = [
  { type: "incident.opened", title: "publish failures", environment: "production", systems: ["shop"] },
  seen("shop/publish", "fail", -20, { summary: "7 publish failures in 15 min", facts: { failures: 7 } }),
  { type: "incident.named", title: "publish fails", severity: "SEV2", roles: { lead: "alice", scribe: "carol" } },
  {
    type: "run.opened",
    run: "R1",
    runbook: "shop/drill",
    system: "shop",
    environment: "production",
    title: "Force a failure",
  },
  { type: "step.started", ...where, attempt: 1 },
  seen("shop/proof", "ok", 5, { summary: "queued", step: "break-token" }),
  { type: "approval.given", ...where, person: "bob", how: "code" },
  armed("D7-1"),
  {
    type: "request.sending",
    ...where,
    request: "R1:break-token:1",
    action: "vercel-env",
    target: "api.vercel.com",
    preview: ["PATCH /v9/projects/shop/env/TOKEN", "value ••••••••"],
    duty: "D7-1",
    effect: "apply",
  },
  {
    type: "request.answered",
    ...where,
    request: "R1:break-token:1",
    outcome: "done",
    note: "200",
    values: { deploymentId: "dpl_2" },
  },
  { type: "duty.applied", duty: "D7-1" },
  { type: "step.passed", ...where },
  seen("shop/proof", "fail", 12, { summary: "500", step: "see-it" }),
  seen("shop/alert:publish", "fail", 13, { summary: "fires: 7 > 5 for 5:00" }),
  seen("shop/goal:availability", "warn", 14, {
    summary: "99 % good",
    facts: { title: "availability", kind: "slo", burned: 0.5 },
  }),
  { type: "note", text: "told the shop's owner" },
  { type: "duty.restored-unproved", duty: "D7-1" },
  seen("shop/proof", "ok", 17, { summary: "queued", step: "prove" }),
  { type: "duty.discharged", duty: "D7-1", proof: [{ check: "shop/proof", at: at(17), summary: "queued" }] },
  seen("shop/alert:publish", "ok", 19, { summary: "resolved: 0 ≤ 5" }),
  seen("shop/goal:availability", "warn", 20, {
    summary: "98.9 % good",
    facts: { title: "availability", kind: "slo", burned: 0.62 },
  }),
  seen("shop/publish", "ok", 21, { summary: "no publish failures in 15 min" }),
  { type: "run.closed", run: "R1", result: "done" },
  { type: "incident.closed", reason: "all ok" },
];

export const NOW = START + 60_000;

/** The lines up to `count` of them; all when absent. */
export function journal(count = bodies.length, all: readonly EntryBody[] = bodies) {
  const { id, entries, doubtful } = journalOf(...all.slice(0, count));
  return { id, entries: entries as readonly JournalEntry[], doubtful, torn: false };
}
