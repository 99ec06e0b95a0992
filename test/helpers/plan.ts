import { z } from "zod";
import { type CheckContext, defineCheck } from "../../src/core/check.ts";
import { CheckError } from "../../src/core/check-error.ts";
import type { Clients } from "../../src/core/clients.ts";
import type { CheckPlan } from "../../src/core/plan.ts";
import type { Facts } from "../../src/core/reading.ts";

const none = () => Promise.reject(new CheckError("bug", "no network in this test"));

export const noClients: Clients = {
  http: { request: none, stream: none },
  sql: { read: none },
  redis: { read: none },
  qstash: { read: none },
  sockets: { lookup: none, connect: none, certificate: none },
  feeds: { follow: none },
  programs: { run: none },
  files: { tail: none, read: none, list: none },
  secrets: { isHmac: none },
};

type Run = (context: CheckContext<unknown>, signal: AbortSignal) => Promise<Facts>;

/** A plan of a kind that runs `run`. Every second, 200 ms to answer, warn above 0. */
export function planOf(run: Run, over: Partial<CheckPlan> = {}): CheckPlan {
  return {
    id: "t/c",
    system: "t",
    tag: "tt",
    title: "watchtower",
    kind: defineCheck({ kind: "fake", title: "fake", params: z.unknown(), target: () => "t", run }),
    params: {},
    target: "t",
    effect: "none",
    mode: "scheduled",
    everyMs: 1000,
    floorMs: 0,
    onDemandFloorMs: 0,
    timeoutMs: 200,
    staleAfterMs: 3000,
    panels: ["watchtower"],
    row: "{short}",
    judge: [
      { when: { fact: "n", gt: 0 }, verdict: "warn", say: "{n} failures. Look at the log.", short: "{n} failures" },
      { when: { fact: "n", eq: 0 }, verdict: "ok", say: "fine" },
    ],
    place: { file: "t/system.yaml", line: 1 },
    ruleLines: [2, 3],
    ...over,
  };
}
