import { hostname } from "node:os";
import type { InterruptedRun } from "../../core/run-question.ts";
import type { RunbookOffer } from "../../core/runbook-offer.ts";
import { lockHolder } from "../../journal/lock.ts";
import type { Incident } from "../../journal/read-incidents.ts";
import { restoredWithout } from "../../runbooks/duties.ts";
import type { Runbook } from "../../runbooks/parse-runbook.ts";
import { foldRun } from "../../runbooks/run-state.ts";
import type { Step } from "../../runbooks/runbook-schema.ts";
import { tierOf } from "../step-tier.ts";

/** A runbook as the screen offers it. */
export function offerOf({ head, steps }: Runbook): RunbookOffer {
  const all = steps.map(({ step }) => step);
  const checks = new Set(all.flatMap(checksOf).map((check) => `${head.system}/${check}`));
  return {
    id: head.runbook,
    system: head.system,
    title: head.title,
    ...(head.drill && { drill: true }),
    checks: [...checks],
    steps: all.map((step) => stepOf(step, tierOf(step))),
    prose: Object.fromEntries(all.map(({ id, prose }) => [id, prose])),
    params: head.params ?? {},
  };
}

function stepOf({ id, title, type }: Step, tier: number): RunbookOffer["steps"][number] {
  return { id, title, type, ...((tier === 1 || tier === 2 || tier === 3) && { tier }) };
}

function checksOf(step: Step): readonly string[] {
  if (step.type === "check") return [step.check];
  return step.type === "expect" ? [step.expect.check] : [];
}

/** Runs that have not ended and whose process is gone, newest first. */
export function interruptedRuns(incidents: readonly Incident[]): readonly InterruptedRun[] {
  return incidents.toReversed().flatMap((incident) => {
    const opened = incident.entries.filter((entry) => entry.type === "run.opened" && entry.dryRun !== true);
    const open = opened.flatMap((entry) => (entry.type === "run.opened" ? interrupted(incident, entry) : []));
    return open.length > 0 && isWritten(incident) ? [] : open;
  });
}

function interrupted(
  incident: Incident,
  opened: Extract<Incident["entries"][number], { type: "run.opened" }>,
): readonly InterruptedRun[] {
  const { id, entries } = incident;
  const state = foldRun(opened.run, entries);
  if (!state || state.closed) return [];
  const { run, runbook, system, title } = opened;
  const restored = restoredWithout(run, incident);
  const last = entries.findLast((entry) => "run" in entry && entry.run === run);
  const running = [...state.steps].find(([, step]) => step.status === "running")?.[0];
  return [
    {
      run,
      incident: id,
      runbook,
      system,
      title: title ?? runbook,
      openedAt: Date.parse(opened.at),
      step: running ?? state.ended.at(-1),
      ...(last && last.host !== hostname() && { elsewhere: writerOf(last) }),
      ...(restored !== undefined && { restored }),
    },
  ];
}

function writerOf({ by, host, at }: Incident["entries"][number]) {
  return { name: by.replace(/ uid=.*$/, ""), host, at: Date.parse(at) };
}

/** Another opsdeck has the journal open: the run is not interrupted. */
function isWritten({ folder }: Incident): boolean {
  return lockHolder({ folder, name: "journal" }, hostname()) !== undefined;
}
