import { z } from "zod";
import { DURATION } from "./duration.ts";

export const durationText = z
  .string()
  .regex(DURATION, "a duration looks like 500ms, 20s, 5m, 1h or 7d")
  .meta({ description: "A duration: 500ms, 20s, 5m, 1h or 7d." });

export const verdictName = z.enum(["ok", "warn", "fail", "unknown"]);

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const number = z.number();
const operators = {
  eq: scalar,
  ne: scalar,
  in: z.array(scalar).min(1),
  "not-in": z.array(scalar).min(1),
  gt: number,
  gte: number,
  lt: number,
  lte: number,
  matches: z.string().max(200).meta({ description: "A regular expression in RE2 syntax, matched in linear time." }),
} as const;
const comparisons = Object.keys(operators) as readonly (keyof typeof operators)[];
const comparison = z.object(operators).partial().shape;
const numeric = {
  gt: comparison.gt,
  gte: comparison.gte,
  lt: comparison.lt,
  lte: comparison.lte,
  eq: number.optional(),
};

/** Exactly one comparison, or the mapping would say two things. */
function one(value: object): boolean {
  return comparisons.filter((name) => Object.hasOwn(value, name)).length === 1;
}
const ONE = { error: `write exactly one of ${comparisons.join(", ")}` };
const factName = z.string().min(1);

export const testSchema = z.union([
  z.strictObject({ fact: factName, ...comparison }).refine(one, ONE),
  z.strictObject({ fact: factName, missing: z.literal(true) }),
  z.strictObject({ fact: factName, "older-than": durationText }),
  z.strictObject({ fact: factName, "younger-than": durationText }),
  z.strictObject({ fact: factName, "newer-than-step": z.string().min(1) }),
  z
    .strictObject({ ratio: z.tuple([factName, factName]), "of-at-least": number.optional(), ...numeric })
    .refine(one, ONE),
  z.strictObject({ rate: factName, per: durationText, over: durationText, ...numeric }).refine(one, ONE),
  z.strictObject({ flat: factName, over: durationText }),
  z.strictObject({
    table: factName,
    get any() {
      return testSchema;
    },
  }),
  z.strictObject({
    table: factName,
    get all() {
      return testSchema;
    },
  }),
  z.strictObject({
    table: factName,
    get none() {
      return testSchema;
    },
  }),
  z.strictObject({ table: factName, max: factName, ...numeric }).refine(one, ONE),
  z
    .strictObject({
      table: factName,
      get count() {
        return testSchema.optional();
      },
      ...numeric,
    })
    .refine(one, ONE),
  z.strictObject({ verdict: factName, in: z.array(verdictName).min(1) }),
  z.strictObject({
    get all() {
      return z.array(testSchema).min(1);
    },
  }),
  z.strictObject({
    get any() {
      return z.array(testSchema).min(1);
    },
  }),
  z.strictObject({
    get not() {
      return testSchema;
    },
  }),
]) as unknown as z.ZodType<Test, Test>;

/** How a value is compared. Exactly one operator is there. */
export interface Comparison {
  readonly eq?: string | number | boolean | null;
  readonly ne?: string | number | boolean | null;
  readonly in?: readonly (string | number | boolean | null)[];
  readonly "not-in"?: readonly (string | number | boolean | null)[];
  readonly gt?: number;
  readonly gte?: number;
  readonly lt?: number;
  readonly lte?: number;
  readonly matches?: string;
}
export type FactTest = { readonly fact: string } & Comparison;
export interface MissingTest {
  readonly fact: string;
  readonly missing: true;
}
export type AgeTest =
  | { readonly fact: string; readonly "older-than": string }
  | { readonly fact: string; readonly "younger-than": string };
/** In a runbook only: the fact is a time after the end of a step. */
export interface NewerTest {
  readonly fact: string;
  readonly "newer-than-step": string;
}
export type RatioTest = { readonly ratio: readonly [string, string]; readonly "of-at-least"?: number } & Comparison;
export type RateTest = { readonly rate: string; readonly per: string; readonly over: string } & Comparison;
export interface FlatTest {
  readonly flat: string;
  readonly over: string;
}
export type TableTest =
  | { readonly table: string; readonly any: Test }
  | { readonly table: string; readonly all: Test }
  | { readonly table: string; readonly none: Test }
  | ({ readonly table: string; readonly max: string } & Comparison)
  | ({ readonly table: string; readonly count?: Test } & Comparison);
export interface VerdictTest {
  readonly verdict: string;
  readonly in: readonly ("ok" | "warn" | "fail" | "unknown")[];
}
export type LogicTest = { readonly all: readonly Test[] } | { readonly any: readonly Test[] } | { readonly not: Test };

/** One condition of judge, alerts, expects, proofs and `when`. The forms are listed in docs/RULES.md. */
export type Test =
  | FactTest
  | MissingTest
  | AgeTest
  | NewerTest
  | RatioTest
  | RateTest
  | FlatTest
  | TableTest
  | VerdictTest
  | LogicTest;
