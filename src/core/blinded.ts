import type { CheckKind } from "./check.ts";
import { verdictOfFailure } from "./check-error.ts";
import type { CheckFailure, FailedReading, Reading } from "./reading.ts";

const NO_ROUTE = ["EHOSTUNREACH", "ENETUNREACH", "EHOSTDOWN", "ENETDOWN"];

const WORDS = { still: "this machine is cut off", over: "this machine was cut off" } as const;

/** Nothing came back: what a dead target and a dead network have in common. */
export function isSilence({ kind, code }: CheckFailure): boolean {
  return kind === "timeout" || kind === "dns" || hasNoRoute(code);
}

/** What a connection is told by its own machine, or by the next one on the way. */
export function hasNoRoute(code: string | undefined): boolean {
  return code !== undefined && NO_ROUTE.includes(code);
}

/** Whether a look that failed so has failed here, for all we know, when this machine is cut off. */
export function mayBeOurs({ kind }: { readonly kind: CheckKind }, failure: CheckFailure): boolean {
  return isSilence(failure) || (kind.mayReachOut === true && verdictOfFailure(failure.kind) === "fail");
}

/** A failed look as it is when this machine is cut off: it says nothing about the target. */
export function blinded(reading: FailedReading): FailedReading {
  return blind(reading, "still");
}

/** The same once this machine is back, until somebody looks again. */
export function wasBlinded(reading: FailedReading): FailedReading {
  return blind(reading, "over");
}

function blind(reading: FailedReading, cutOff: keyof typeof WORDS): FailedReading {
  const short = WORDS[cutOff];
  const summary = `Not known: ${short} (${reading.failure.message})`;
  return { ...reading, verdict: "unknown", summary, short, cutOff };
}

/** Whether it is unknown because this machine is, or was, cut off. */
export function isBlinded(reading: Reading): boolean {
  return reading.outcome === "failed" && reading.cutOff !== undefined;
}
