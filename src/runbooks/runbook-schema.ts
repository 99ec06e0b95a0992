import { z } from "zod";
import { durationText, testSchema, verdictName } from "../core/test.ts";

const id = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, "an id has small letters, digits and dashes");
const name = z.string().regex(/^[A-Za-z_]\w*$/, "a name has letters, digits and underscores");
const words = z.string().min(1);
const scalar = z.union([z.string(), z.number(), z.boolean()]);

/** Choices that stand in the file, or that a check finds: the cells of one column of its table. */
const choices = z.union([
  z.array(scalar).min(1),
  z.strictObject({
    check: id,
    table: words.meta({ description: "The table fact whose rows are the choices." }),
    column: words,
    label: words.optional().meta({ description: "The column that tells people which is which." }),
    also: z.array(scalar).optional().meta({ description: "Choices besides those that are found." }),
  }),
]);

const param = z.strictObject({
  type: z.enum(["text", "number", "choice", "file"]),
  default: scalar.optional(),
  about: words.optional(),
  choices: choices.optional(),
});

export const runbookHead = z.strictObject({
  runbook: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]*\/[a-z0-9][a-z0-9-]*$/, "write the system and a name, such as shop/restart"),
  system: id,
  title: words,
  drill: z
    .literal(true)
    .optional()
    .meta({ description: "It breaks on purpose, or is practice: it is not offered as an answer to what is broken." }),
  params: z.record(name, param).optional(),
  goals: z.array(id).optional(),
});

const actionCall = z.strictObject({
  action: words.meta({ description: "What kind of change; see the list of kinds." }),
  with: z.record(z.string(), z.unknown()).optional(),
});

const expectation = { check: id, when: testSchema } as const;
const looks = z.int().min(1).max(100).meta({ description: "At most so many looks." });

export const proofSchema = z.strictObject({
  ...expectation,
  within: durationText.optional(),
  hold: durationText.optional(),
  attempts: looks.optional(),
});

const nothingToUndo = z.strictObject({
  "nothing-to-undo": words.meta({ description: "Why there is nothing to undo." }),
});

const restore = z.strictObject({
  id,
  title: words.meta({ description: "What is wrong while the duty is open." }),
  how: z.array(actionCall).optional(),
  manual: z.array(words).min(1).meta({ description: "The same by hand, for a day on which opsdeck cannot." }),
  proof: z.array(proofSchema).min(1),
  secret: words.optional().meta({
    description: "The secret that `how` sets: proved before the change and again before the restore.",
  }),
  due: durationText.optional(),
  notBefore: durationText.optional(),
  after: id
    .optional()
    .meta({ description: "The id of the undo of another step, which has to be done before this one." }),
});

/** A fact, or the cell of the one row of a table that a test finds. */
const captureSchema = z.union([
  words,
  z.strictObject({
    table: words.meta({ description: "A table fact." }),
    where: testSchema.meta({ description: "Finds the row; the first one that passes." }),
    column: words,
  }),
]);

const common = {
  id,
  title: words.optional(),
  when: testSchema.optional(),
  else: z.union([z.strictObject({ stop: words }), z.strictObject({ goto: id })]).optional(),
  within: durationText.optional(),
  hold: durationText.optional(),
  capture: z.record(name, captureSchema).optional(),
  attempts: looks.optional(),
  cooldown: durationText.optional(),
  tier: z.union([z.literal(1), z.literal(2), z.literal(3)]).optional(),
};

const undo = z.union([nothingToUndo, restore]);

const written = z.strictObject({
  ...common,
  check: id.optional().meta({ description: "Look once; passes when the verdict is known, or one of `in`." }),
  in: z.array(verdictName).min(1).optional(),
  expect: z.strictObject(expectation).optional(),
  keeps: id.optional().meta({
    description:
      "The id of the undo of an earlier step: met, this proves that its change shall stay, and ends the duty.",
  }),
  wait: durationText.optional(),
  manual: z
    .union([words, z.array(words).min(1)])
    .optional()
    .meta({ description: "What a person does." }),
  ask: z.record(name, param).optional().meta({ description: "What a person fills in; captured by its name." }),
  action: words.optional(),
  with: z.record(z.string(), z.unknown()).optional(),
  "then-run": z.array(actionCall).optional(),
  restore: id.optional().meta({ description: "The id of the undo of an earlier step." }),
  stop: words.optional().meta({ description: "Ends the run as failed, with these words." }),
  undo: undo.optional(),
});

const KINDS = ["check", "expect", "wait", "manual", "action", "restore", "stop"] as const;
type StepType = (typeof KINDS)[number];

/** Fields that belong to some types of steps only. */
const ONLY: Readonly<Record<string, readonly StepType[]>> = {
  in: ["check"],
  within: ["expect"],
  hold: ["expect"],
  keeps: ["expect"],
  ask: ["manual"],
  with: ["action"],
  "then-run": ["action"],
  undo: ["manual", "action"],
  capture: ["check", "expect", "action"],
  cooldown: ["action", "expect"],
  attempts: ["check", "expect", "action", "manual"],
};

function strangeFields(step: object, type: StepType): readonly (readonly [string, readonly StepType[]])[] {
  return Object.entries(ONLY).filter(([field, fits]) => Object.hasOwn(step, field) && !fits.includes(type));
}

function cellsIn(capture: Readonly<Record<string, Capture>> = {}): readonly string[] {
  return Object.keys(capture).filter((name) => typeof capture[name] !== "string");
}

/** One fenced `yaml step` block. Exactly one of check, expect, wait, manual, action, restore, stop is there. */
export const stepSchema = written.superRefine((step, context) => {
  const types = KINDS.filter((kind) => step[kind] !== undefined);
  const say = (message: string, ...path: string[]): void => context.addIssue({ code: "custom", message, path });
  const [type] = types;
  if (type === undefined || types.length > 1) {
    say(types.length === 0 ? `write one of ${KINDS.join(", ")}` : `it is both ${types.join(" and ")}: write two steps`);
    return;
  }
  for (const [field, fits] of strangeFields(step, type)) {
    say(`a step of type ${type} has no ${field}; ${fits.join(" and ")} have`, field);
  }
  for (const name of type === "action" ? cellsIn(step.capture) : []) {
    say("an action has no table: name a fact", "capture", name);
  }
  if ((type === "manual" || type === "action") && step.undo === undefined) {
    say("it has no undo: write undo with id, title, manual and proof, or undo: { nothing-to-undo: why }", type);
  }
});

export type RunbookHead = z.output<typeof runbookHead>;
export type Param = z.output<typeof param>;
export type StepSpec = z.output<typeof stepSchema>;
export type ActionCall = z.output<typeof actionCall>;
export type Proof = z.output<typeof proofSchema>;
export type RestoreSpec = z.output<typeof restore>;
export type Capture = z.output<typeof captureSchema>;
type Undo = z.output<typeof undo>;

export interface StepBase extends Omit<StepSpec, StepType | "in" | "keeps" | "ask" | "with" | "then-run" | "undo"> {
  readonly title: string;
  /** Markdown that stands before the step. */
  readonly prose: string;
  /** Line of its first word in the file. */
  readonly line: number;
}

export type Step = StepBase &
  (
    | { readonly type: "check"; readonly check: string; readonly in: readonly string[] }
    | {
        readonly type: "expect";
        readonly expect: Pick<Proof, "check" | "when">;
        /** The undo of an earlier step whose duty ends when this is met. */
        readonly keeps?: string;
      }
    | { readonly type: "wait"; readonly wait: string }
    | {
        readonly type: "manual";
        readonly manual: readonly string[];
        readonly ask: Readonly<Record<string, Param>>;
        readonly undo: Undo;
      }
    | {
        readonly type: "action";
        /** Its own request first, then those of `then-run`, in order. */
        readonly calls: readonly ActionCall[];
        readonly undo: Undo;
      }
    | { readonly type: "restore"; readonly restore: string }
    | { readonly type: "stop"; readonly stop: string }
  );

/** The step that a block describes; `spec` has passed `stepSchema`. */
export function stepOf(spec: StepSpec, at: Pick<StepBase, "prose" | "line" | "title">): Step {
  const { check, expect, wait, manual, action, restore: restored, stop, "then-run": _after, ...others } = spec;
  const { in: verdicts, keeps, ask: _ask, with: _given, undo: _undo, ...common } = others;
  const base: StepBase = { ...common, title: spec.title ?? at.title, prose: at.prose, line: at.line };
  if (check !== undefined) return { ...base, type: "check", check, in: verdicts ?? ["ok", "warn", "fail"] };
  if (expect) return { ...base, type: "expect", expect, ...(keeps !== undefined && { keeps }) };
  if (wait !== undefined) return { ...base, type: "wait", wait };
  if (restored !== undefined) return { ...base, type: "restore", restore: restored };
  if (stop !== undefined) return { ...base, type: "stop", stop };
  return changingStep(spec, base);
}

function changingStep(spec: StepSpec, base: StepBase): Step {
  const { manual, action = "", with: given, "then-run": after = [], ask = {} } = spec;
  const undo = spec.undo ?? { "nothing-to-undo": "" };
  if (manual !== undefined) return { ...base, type: "manual", manual: [manual].flat(), ask, undo };
  return { ...base, type: "action", calls: [{ action, ...(given && { with: given }) }, ...after], undo };
}

/** The restore that a step needs, or undefined where there is nothing to undo. */
export function undoOf(step: Step): RestoreSpec | undefined {
  return "undo" in step && step.undo && !("nothing-to-undo" in step.undo) ? step.undo : undefined;
}
