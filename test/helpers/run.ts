import type { ConfirmAsk, RunQuestion } from "../../src/core/run-question.ts";
import type { RunView, StepView } from "../../src/core/run-view.ts";
import type { RunbookOffer } from "../../src/core/runbook-offer.ts";
import type { CockpitEvent } from "../../src/store/state.ts";
import { planOf, read, stateOf, T0 } from "./state.ts";

const steps: readonly StepView[] = [
  {
    id: "confirm-deploy",
    title: "Confirm production",
    type: "expect",
    status: "passed",
    reason: "c1d30b4 master = expected",
    startedAt: T0 - 99_000,
    endedAt: T0 - 95_000,
  },
  {
    id: "break-token",
    title: "Break QSTASH_TOKEN and redeploy",
    type: "action",
    tier: 3,
    status: "running",
    startedAt: T0 - 60_000,
  },
  { id: "watchtower-degrades", title: "Watchtower degrades", type: "expect", status: "pending" },
  { id: "restore-token", title: "Restore QSTASH_TOKEN", type: "restore", status: "pending" },
];

export function runView(over: Partial<RunView> = {}): RunView {
  return {
    run: "R1",
    incident: "INC-0007",
    runbook: "opsmantik/qstash-degraded-proof",
    title: "Force a QStash publish failure",
    system: "opsmantik",
    environment: "production",
    openedAt: T0 - 100_000,
    steps,
    current: { id: "break-token", prose: "## 2. Break\n\nThe token is **broken** with `_BROKEN`.\n\n- one\n- two\n" },
    ...over,
  };
}

export function confirmAsk(over: Partial<ConfirmAsk> = {}): ConfirmAsk {
  return {
    kind: "confirm",
    id: "Q1",
    run: "R1",
    restores: false,
    identityChecks: ["opsmantik/deploy"],
    system: "opsmantik",
    environment: "production",
    step: "break-token",
    title: "Break QSTASH_TOKEN and redeploy",
    tier: 3,
    identity: ['deploy: branch = "master"'],
    previews: [
      {
        requests: ['PATCH https://api.vercel.com/v9/projects/opsmantik/env/6Qx  {"value":"••••••••"}'],
        effect: "every event is accepted as degraded until restored",
      },
      { requests: ["POST https://api.vercel.com/v13/deployments"], effect: "redeploys dpl_8KxQ2", count: 2 },
    ],
    undo: "QSTASH_TOKEN is broken in production",
    manual: ["Vercel: set QSTASH_TOKEN to its old value", "then redeploy"],
    restorable: "R restores it by vercel-env, then vercel-redeploy",
    ...((over.tier ?? 3) === 3 && { approval: { code: "7F3K-Q2WD", expiresAt: T0 + 279_000 } }),
    ...over,
  };
}

export const offer: RunbookOffer = {
  id: "opsmantik/qstash-degraded-proof",
  system: "opsmantik",
  title: "Force a QStash publish failure",
  checks: ["opsmantik/publish"],
  steps: steps.map(({ id, title, type, tier }) => ({ id, title, type, ...(tier !== undefined && { tier }) })),
  prose: { "confirm-deploy": "Look first." },
  params: {
    proofFile: { type: "file", default: "proof.json", about: "posted as it is" },
    site: { type: "choice", choices: ["one", "two"] },
    times: { type: "number", default: 3 },
  },
};

/** A cockpit in which a run waits: what proves its target was seen five seconds ago, and one row is bad. */
export function runningState(question: RunQuestion | undefined, view = runView()) {
  const plans = [planOf("opsmantik/deploy"), planOf("opsmantik/publish", { title: "publish fails", panels: ["sync"] })];
  const events: readonly CockpitEvent[] = [
    read("opsmantik/deploy", { at: T0 - 5000 }),
    read("opsmantik/publish", { verdict: "fail", summary: "9 failed", facts: { n: 9 } }),
    { type: "run.shown", view },
    { type: "run.asked", question },
    { type: "panel.focused", panel: "runbook" },
  ];
  return { start: stateOf(plans, { runbooks: [offer] }), plans, events };
}

export const unlocked: CockpitEvent = {
  type: "write.changed",
  write: { environment: "production", until: T0 + 665_000 },
};
