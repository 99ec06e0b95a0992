import type { CheckFailure, FailedReading, Reading } from "./reading.ts";

const NO_ROUTE = ["EHOSTUNREACH", "ENETUNREACH", "EHOSTDOWN", "ENETDOWN"];

/** Nothing came back: what a dead target and a dead network have in common. */
export function isSilence({ kind, code }: CheckFailure): boolean {
  return kind === "timeout" || kind === "dns" || (code !== undefined && NO_ROUTE.includes(code));
}

/** A reading as it is while this machine is cut off: silence says nothing about the target. */
export function blinded(reading: Reading): Reading {
  if (reading.outcome !== "failed" || !isSilence(reading.failure)) return reading;
  const summary = `Not known: this machine is cut off (${reading.failure.message})`;
  return { ...reading, verdict: "unknown", summary, short: "this machine is cut off" };
}

/** Whether `blinded` made this reading unknown: left alone, silence is a failure of the target. */
export function isBlinded({ verdict, failure }: Pick<FailedReading, "verdict" | "failure">): boolean {
  return verdict === "unknown" && isSilence(failure);
}
