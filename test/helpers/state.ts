import { z } from "zod";
import { defineCheck } from "../../src/core/check.ts";
import type { Duty } from "../../src/core/duty.ts";
import type { CheckPlan, SystemPlan } from "../../src/core/plan.ts";
import type { CheckFailure, Facts, Reading, Verdict } from "../../src/core/reading.ts";
import { apply } from "../../src/store/apply.ts";
import type { CockpitEvent, CockpitState } from "../../src/store/state.ts";
import { type CockpitStart, initialState } from "../../src/store/store.ts";
import { panelIds } from "./known.ts";

export const T0 = Date.UTC(2026, 1, 20, 14, 2, 20);

const kind = defineCheck({
  kind: "fake",
  title: "fake",
  params: z.unknown(),
  target: () => "nowhere",
  run: async () => ({}),
});

export function planOf(id: string, over: Partial<CheckPlan> = {}): CheckPlan {
  const system = id.split("/")[0] ?? "";
  return {
    id,
    system,
    tag: system.slice(0, 2),
    title: id.split("/")[1] ?? id,
    kind,
    params: {},
    target: "nowhere",
    effect: "none",
    mode: "scheduled",
    everyMs: 30_000,
    floorMs: 0,
    onDemandFloorMs: 0,
    timeoutMs: 5000,
    staleAfterMs: 90_000,
    panels: ["deploy"],
    row: "{short}",
    judge: [
      { when: { fact: "n", gt: 10 }, verdict: "fail", say: "{n} is far too many; look at the queue" },
      { when: { fact: "n", gt: 0 }, verdict: "warn", say: "{n} failures" },
      { when: { fact: "n", eq: 0 }, verdict: "ok", say: "fine" },
    ],
    place: { file: `${system}/system.yaml`, line: 10 },
    ruleLines: [18, 19, 20],
    ...over,
  };
}

function systemOf(id: string, tag: string): SystemPlan {
  return { id, title: id, tag, environment: "production", locked: false, budgets: [] };
}

export const systems: readonly SystemPlan[] = [
  systemOf("opsmantik", "om"),
  systemOf("pocketbrain", "pb"),
  systemOf("together-bot", "tb"),
  systemOf("job-seek", "js"),
];

export interface Seen {
  readonly seq?: number;
  readonly at?: number;
  readonly verdict?: Verdict;
  readonly summary?: string;
  readonly short?: string;
  readonly rule?: number;
  readonly facts?: Facts;
  readonly failure?: CheckFailure;
  readonly trace?: readonly string[];
}

export function readingOf(checkId: string, seen: Seen = {}): Reading {
  const summary = seen.summary ?? seen.failure?.message ?? "fine";
  const base = {
    checkId,
    seq: seen.seq ?? 1,
    at: seen.at ?? T0 - 5000,
    tookMs: 84,
    verdict: seen.verdict ?? "ok",
    summary,
    short: seen.short ?? summary,
    rule: seen.rule ?? 2,
    trace: seen.trace ?? [],
  };
  return seen.failure
    ? { ...base, outcome: "failed", failure: seen.failure }
    : { ...base, outcome: "observed", facts: seen.facts ?? {} };
}

export function stateOf(plans: readonly CheckPlan[], over: Partial<CockpitStart> = {}): CockpitState {
  const environment = { name: "production" };
  return initialState({ panels: panelIds, plans, systems, now: T0, operator: "oncall", environment, ...over });
}

export function after(state: CockpitState, ...events: readonly CockpitEvent[]): CockpitState {
  return events.reduce(apply, state);
}

export function read(checkId: string, seen: Seen = {}, nextAt?: number): CockpitEvent {
  const reading = readingOf(checkId, seen);
  return { type: "check.read", reading, nextAt: nextAt ?? reading.at + 30_000, epoch: 1 };
}

/** The duty of a bastion that is gone, as its mark tells of it. */
export function foundDuty(): Duty {
  const at = T0 - 780_000;
  const said = { duty: "D3-1", incident: "INC-0003", host: "bastion-1", by: "alice", at };
  const mark = `opsdeck: changed on purpose by alice on bastion-1, ${new Date(at).toISOString()}: duty D3-1 of INC-0003 restores it (opsmantik/qstash-degraded-proof break-token)`;
  const { incident } = said;
  const manual = ["ask alice, or look on bastion-1", "Vercel: set QSTASH_TOKEN to its old value"];
  const how = [{ action: "vercel-env" }, { action: "vercel-redeploy" }];
  const proof = [{ check: "sync-proof" }];
  const found = { target: "api.vercel.com opsmantik QSTASH_TOKEN", mark, said };
  return dutyOf({ id: "F-1a2b3c4d", title: "QSTASH_TOKEN is broken", run: "", incident, manual, how, proof, found });
}

export function dutyOf(over: Partial<Duty> = {}): Duty {
  return {
    id: "D7-1",
    title: "restore QSTASH_TOKEN",
    system: "opsmantik",
    environment: "production",
    incident: "INC-0007",
    run: "R1",
    runbook: "opsmantik/qstash-degraded-proof",
    step: "break-token",
    state: "applied",
    openedAt: T0 - 780_000,
    manual: ["Vercel: set QSTASH_TOKEN to its old value", "then redeploy"],
    how: [],
    proof: [],
    ...over,
  };
}
