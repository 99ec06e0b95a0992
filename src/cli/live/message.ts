import { z } from "zod";
import type { Duty } from "../../core/duty.ts";
import type { Memory } from "../../core/goal.ts";
import { FAILURE_KINDS, type Reading } from "../../core/reading.ts";
import type { RunView } from "../../core/run-view.ts";
import { verdictName } from "../../core/test.ts";
import { memorySchema } from "../../engine/watched-line.ts";

const text = z.string();
const time = z.number();
const scalar = z.union([text, z.number(), z.boolean(), z.null()]);
const table = z.strictObject({
  rows: z.array(z.record(text, scalar)),
  rowCount: z.number(),
  truncated: z.boolean(),
});
const failure = z.strictObject({
  kind: z.enum(FAILURE_KINDS),
  message: text,
  code: text.exactOptional(),
  hint: text.exactOptional(),
});
const seen = {
  checkId: text,
  seq: z.number(),
  at: time,
  tookMs: z.number(),
  verdict: verdictName,
  summary: text,
  short: text,
  rule: z.number(),
  /** Raw answers stay with the one who asked: they would be megabytes a second. */
  trace: z.array(text).max(0),
};
const readingSchema: z.ZodType<Reading> = z.discriminatedUnion("outcome", [
  z.strictObject({ ...seen, outcome: z.literal("observed"), facts: z.record(text, z.union([scalar, table])) }),
  z.strictObject({
    ...seen,
    outcome: z.literal("failed"),
    failure,
    cutOff: z.enum(["still", "over"]).exactOptional(),
  }),
]);

const seenReading = z.object({ at: time, verdict: verdictName, summary: text });
const stepSchema = z.object({
  id: text,
  title: text,
  type: z.enum(["check", "expect", "wait", "manual", "action", "restore", "stop"]),
  tier: z.literal([0, 1, 2, 3]).exactOptional(),
  status: z.enum(["pending", "running", "passed", "failed", "skipped", "overridden"]),
  reason: text.exactOptional(),
  when: z.object({ words: text, checks: z.array(text) }).exactOptional(),
  seen: seenReading.exactOptional(),
  startedAt: time.exactOptional(),
  endedAt: time.exactOptional(),
});
const expectationSchema = z.object({
  check: text,
  part: z.object({ number: z.number(), of: z.number() }).exactOptional(),
  wanted: text,
  state: z.enum(["met", "not-met", "unknown"]),
  why: text.exactOptional(),
  reading: seenReading.exactOptional(),
  deadline: time,
  nextLookAt: time.exactOptional(),
  heldSince: time.exactOptional(),
  holdMs: z.number(),
});
const runSchema = z.object({
  run: text,
  incident: text,
  runbook: text,
  title: text,
  system: text,
  environment: text,
  openedAt: time,
  steps: z.array(stepSchema),
  current: z.object({ id: text, prose: text }).exactOptional(),
  doing: text.exactOptional(),
  expectation: expectationSchema.exactOptional(),
  waitUntil: time.exactOptional(),
  closed: z.object({ result: z.enum(["done", "failed", "aborted"]), reason: text.exactOptional() }).exactOptional(),
}) as unknown as z.ZodType<RunView>;

const incidentSchema = z.object({
  id: text,
  title: text,
  openedAt: time,
  severity: text.exactOptional(),
  roles: z
    .object({ lead: text.exactOptional(), driver: text.exactOptional(), scribe: text.exactOptional() })
    .exactOptional(),
  updatedAt: time.exactOptional(),
});

const judgedSchema = z.object({
  id: text,
  memory: memorySchema as unknown as z.ZodType<Memory>,
  seen: text,
  say: text,
  short: text.optional(),
});

/** A break of others that the leader has found. */
const foundSchema = z.object({
  id: text,
  title: text,
  system: text,
  environment: text,
  incident: text,
  run: text,
  runbook: text,
  step: text,
  state: z.literal("applied"),
  openedAt: time,
  manual: z.array(text),
  how: z.array(z.json()),
  proof: z.array(z.json()),
  found: z.object({ target: text, mark: text, said: z.record(text, z.union([text, time])) }),
}) as unknown as z.ZodType<Duty>;

/** What the leader tells those who follow it, one JSON object a line. The first is `hello`. */
const messageSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("hello"), version: z.literal(1) }),
  z.object({ type: z.literal("reading"), reading: readingSchema, nextAt: time.optional() }),
  z.object({ type: z.literal("watched"), judged: z.array(judgedSchema) }),
  z.object({ type: z.literal("vantage"), since: time.nullable() }),
  z.object({ type: z.literal("found"), duties: z.array(foundSchema) }),
  z.object({ type: z.literal("run"), view: runSchema.nullable() }),
  z.object({ type: z.literal("store"), away: time.nullable() }),
  z.object({ type: z.literal("write"), open: z.object({ environment: text, until: time }).nullable() }),
  z.object({ type: z.literal("incident"), open: incidentSchema.nullable() }),
  /** The leader gives the lead away: to the one who hears this, or to another. */
  z.object({ type: z.literal("given"), toYou: z.boolean() }),
]);
export type LiveMessage = z.output<typeof messageSchema>;

export const HELLO: LiveMessage = { type: "hello", version: 1 };

/** All that a follower ever says: that it would take the lead. */
export const WOULD_LEAD = "L";

/** Undefined for a line that is none of ours. */
export function liveMessageOf(line: string): LiveMessage | undefined {
  try {
    return messageSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
