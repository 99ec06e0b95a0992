import { z } from "zod";
import type { Json } from "../core/json.ts";
import { verdictName } from "../core/test.ts";

const text = z.string();
const words = z.string().min(1);
const at = z.iso.datetime();
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const values = z.record(z.string(), scalar);
const json = z.json() as unknown as z.ZodType<Json>;

const inRun = { run: words, step: words };
const perhapsInRun = { run: text.optional(), step: text.optional() };
/** Who leads, who types, who writes down; and how bad it is, in the words of the house: `SEV2`. */
const standing = {
  severity: words.optional(),
  roles: z.object({ lead: text.optional(), driver: text.optional(), scribe: text.optional() }).optional(),
};
const dutyNews = {
  duty: words,
  run: text.optional(),
  /** The step of the run that restores it; absent: it is restored without its run. */
  step: text.optional(),
  note: text.optional(),
};
const proved = z.object({ check: text, at, summary: text });

/** What each type of line says, besides what every line says. Lines may carry more; it is kept. */
const bodies = {
  "incident.opened": { title: text, environment: text, systems: z.array(text), ...standing },
  /** A new name, severity or role; what it does not say stays. */
  "incident.named": { title: words, ...standing },
  "run.opened": {
    run: words,
    runbook: text,
    system: text,
    environment: text,
    title: text.optional(),
    params: values.optional(),
    /** Of the runbook's text. */
    sha256: text.optional(),
    dryRun: z.boolean().optional(),
  },
  /** Another process goes on with it, by the person of the line. */
  "run.resumed": { run: words },
  "step.started": { ...inRun, attempt: z.number().optional() },
  "step.passed": { ...inRun, captured: values.optional(), note: text.optional() },
  "step.failed": { ...inRun, reason: text },
  "step.skipped": { ...inRun, reason: text },
  "step.overridden": { ...inRun, reason: words },
  reading: {
    ...perhapsInRun,
    reading: z.object({
      check: text,
      at,
      verdict: verdictName,
      summary: text,
      facts: z.record(z.string(), json).nullable(),
      failure: z.record(z.string(), json).nullable(),
    }),
  },
  "request.sending": {
    ...inRun,
    /** Unique in the journal. */
    request: words,
    action: words,
    target: text,
    preview: z.array(text),
    /** The duty that this request brings about or restores. */
    duty: text.optional(),
    effect: z.enum(["apply", "restore"]).optional(),
  },
  "request.answered": {
    ...inRun,
    request: words,
    outcome: z.enum(["done", "refused"]),
    note: text.optional(),
    values: values.optional(),
    /** Nobody heard the answer: it was found out by looking, after which the request may still arrive. */
    looked: z.boolean().optional(),
    /** Refused, and yet some of it may have happened. */
    inPart: z.boolean().optional(),
    /** Name of the evidence file with the whole answer. */
    evidence: text.optional(),
  },
  "request.unknown": { ...inRun, request: words, reason: text },
  "duty.armed": {
    ...inRun,
    duty: words,
    runbook: text,
    title: text,
    system: text,
    environment: text,
    how: z.array(json),
    manual: z.array(text),
    proof: z.array(json),
    notBefore: at.optional(),
    dueBy: at.optional(),
    /** The step of the run whose duty has to end before this one is restored. */
    after: text.optional(),
    secret: z.object({ name: text, salt: text, hash: text }).optional(),
    mark: text.optional(),
  },
  "duty.applied": dutyNews,
  "duty.apply-unknown": dutyNews,
  "duty.restoring": dutyNews,
  "duty.restore-unknown": dutyNews,
  "duty.restored-unproved": dutyNews,
  /** Only data discharges a duty. */
  "duty.discharged": { ...dutyNews, proof: z.array(proved).min(1) },
  "duty.waived": { ...dutyNews, reason: words },
  evidence: { ...perhapsInRun, file: words, sha256: text, bytes: z.number(), about: text },
  /** `update`: what was told to those who are not in the room. */
  note: { text: words, update: z.boolean().optional() },
  unlocked: { environment: text, until: at, reason: text.optional() },
  locked: { environment: text },
  "lead.taken": { pid: z.number() },
  "lead.given": { to: text.optional() },
  "approval.asked": { ...inRun, code: text },
  "approval.given": {
    ...inRun,
    person: text,
    how: z.enum(["file", "code", "solo"]),
    reason: text.optional(),
  },
  "run.closed": { run: words, result: z.enum(["done", "failed", "aborted"]), reason: text.optional() },
  "incident.closed": { reason: text.optional() },
} as const;

type Bodies = typeof bodies;
export type EntryType = keyof Bodies;
export type BodyOf<T extends EntryType> = { readonly type: T } & Readonly<z.infer<z.ZodObject<Bodies[T]>>>;
/** What a caller says; the writer adds the rest. */
export type EntryBody = { [T in EntryType]: BodyOf<T> }[EntryType];

/** What every line says: version, place in its journal, when, where, who. */
export interface Envelope {
  readonly v: 1;
  /** 1, 2, 3 … within one journal. */
  readonly seq: number;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Monotonic ms of the writing process, for durations. */
  readonly mono: number;
  readonly host: string;
  /** The person, with uid and terminal: `alice uid=1000 tty=pts/3`. */
  readonly by: string;
  /** Lines of other bastions that were on disk when this one was written, where that has changed: their last `seq`. */
  readonly saw?: Readonly<Record<string, number>>;
  /** Number of the lease by which the writer led all bastions of its store. */
  readonly fence?: number;
}

/** One line of a journal. Append-only: a new meaning is a new type, an old line is never rewritten. */
export type JournalEntry = EntryBody & Envelope;
export type EntryOf<T extends EntryType> = BodyOf<T> & Envelope;

const envelope = {
  v: z.literal(1),
  seq: z.int().positive(),
  at,
  mono: z.number(),
  host: text,
  by: text,
  saw: z.record(text, z.int().positive()).optional(),
  fence: z.int().positive().optional(),
};
const schemas = new Map<string, z.ZodType>();

/** A line of a later version of opsdeck, whose type this one does not know: kept, never acted on. */
export type UnknownEntry = Envelope & { readonly type: string };

/** What is wrong with a parsed line, or undefined. A type that is not known is not wrong. */
export function entryProblem(value: object & { readonly type: string }): string | undefined {
  const checked = schemaOf(value.type).safeParse(value);
  if (checked.success) return undefined;
  const [issue] = checked.error.issues;
  return `${value.type}: ${issue?.path.join(".") || "line"}: ${issue?.message ?? "wrong"}`;
}

/** Goes by the type only: `entryProblem` tells whether the rest of the line is as it should be. */
export function isKnown(value: { readonly type: string }): value is JournalEntry {
  return Object.hasOwn(bodies, value.type);
}

/** Made when first needed: most starts read no journal. */
function schemaOf(type: string): z.ZodType {
  const made =
    schemas.get(type) ?? z.object({ ...envelope, ...(Object.hasOwn(bodies, type) ? bodies[type as EntryType] : {}) });
  schemas.set(type, made);
  return made;
}
