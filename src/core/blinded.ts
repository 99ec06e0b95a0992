import type { CheckFailure, Reading } from "./reading.ts";

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
