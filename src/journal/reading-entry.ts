import type { Reading } from "../core/reading.ts";
import type { BodyOf } from "./entry.ts";

/** A reading as a journal keeps it. */
export function readingEntry(reading: Reading): BodyOf<"reading">["reading"] {
  const { checkId: check, at, verdict, summary } = reading;
  return {
    check,
    at: new Date(at).toISOString(),
    verdict,
    summary,
    facts: reading.outcome === "observed" ? JSON.parse(JSON.stringify(reading.facts)) : null,
    failure: reading.outcome === "failed" ? { ...reading.failure } : null,
  };
}
