import { z } from "zod";
import { durationText, testSchema, verdictName } from "../core/test.ts";

const id = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, "an id has small letters, digits and dashes");
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const argv = z.array(z.string().min(1)).min(1).meta({ description: "Program and arguments; no shell." });

const panels = z.array(id).min(1);

const rule = z.strictObject({
  when: testSchema,
  verdict: verdictName,
  say: z.string().min(1).meta({ description: "What it means and what to do. {name} inserts a fact." }),
  short: z.string().min(1).optional().meta({ description: "At most 20 columns, for a row." }),
});

const growth = z
  .strictObject({
    of: z
      .record(z.string(), z.string())
      .meta({ description: "Name: the fact that counts. Gives the fact {name}PerMinute." }),
    over: durationText,
    "never-first": z.array(z.string()).optional().meta({ description: "Names that only follow from the others." }),
  })
  .meta({ description: "How fast counters grow, and which of them fastest: facts {name}PerMinute, dominant, causes." });

const check = z
  .strictObject({
    id,
    title: z.string().min(1).optional(),
    kind: z.string().optional().meta({ description: "What kind of look; see the list of kinds." }),
    from: id.optional().meta({ description: "Judge this check's answer anew instead of looking." }),
    pick: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
      .optional()
      .meta({ description: "With `from`: the row of its table whose columns have these values." }),
    growth: growth.optional(),
    effect: z.enum(["none", "notifies", "writes"]).optional(),
    mode: z.enum(["scheduled", "on-demand"]).optional(),
    every: durationText.optional(),
    floor: durationText.optional(),
    "on-demand-floor": durationText.optional(),
    timeout: durationText.optional(),
    stale: durationText.optional(),
    panels: z
      .array(id)
      .meta({ description: "Where it is shown. None for what only runbooks and their forms ask: looked at by hand." }),
    with: z.record(z.string(), z.unknown()).optional(),
    "when-failed": z
      .string()
      .min(1)
      .optional()
      .meta({ description: "What to do when the target refuses, resets or does not answer." }),
    row: z.string().optional(),
    value: z.string().optional().meta({ description: "The fact in the value column." }),
    unit: z.string().optional(),
    trend: z.string().optional().meta({ description: "The fact whose history is drawn." }),
    threshold: z.number().optional(),
    "action-first": z
      .literal(true)
      .optional()
      .meta({ description: "In its panel, what to do about it comes before rows that are ok." }),
    judge: z.array(rule).min(1),
  })
  .refine((value) => (value.kind === undefined) !== (value.from === undefined), {
    error: "a check has either a kind or another check that it judges anew (from)",
    params: { hint: "write kind: http-json, or another kind" },
    path: ["id"],
  })
  .refine((value) => value.panels.length > 0 || value.mode === "on-demand", {
    error: "a check that is looked at by schedule is shown in a panel",
    path: ["panels"],
  });

const words = z.string().min(1);

const alert = z.strictObject({
  id,
  title: words.optional(),
  check: id.meta({ description: "The check whose readings are its samples." }),
  when: testSchema,
  for: durationText.meta({ description: "How long it must hold before it fires." }),
  samples: z.int().min(1).optional().meta({ description: "At least so many samples in that time." }),
  verdict: z.enum(["warn", "fail"]),
  say: words.meta({ description: "What it means and what to do. {name} inserts a fact." }),
  short: words.optional().meta({ description: "For the row, before the time that it has held." }),
  panels: panels.optional().meta({ description: "Those of its check when absent." }),
});

const goal = z.strictObject({
  id,
  kind: z.enum(["slo", "exit", "acceptance"]),
  title: words.optional(),
  when: testSchema.optional(),
  hold: durationText.optional().meta({ description: "How long `when` must hold." }),
  check: id.optional().meta({ description: "The check whose facts `when` is about." }),
  target: z.number().gt(0).max(1).optional().meta({ description: "The part of the probes that must be good: 0.995." }),
  over: durationText.optional().meta({ description: "The window of an slo." }),
  by: z
    .literal("operator")
    .optional()
    .meta({ description: "Only a person can know it, and ticks it; a tick stands for 12 hours." }),
  say: words.optional().meta({ description: "What a person looks at before a tick." }),
  panels: panels.optional().meta({ description: "watchtower for an slo, else sync, when absent." }),
});

const env = z
  .record(z.string().regex(/^[A-Za-z_]\w*$/, "the name of a variable, such as API_BASE_URL"), z.string())
  .optional()
  .meta({ description: "Variables besides PATH and HOME; a value may hold ${vars.NAME} and ${secrets.NAME}." });
const command = z.strictObject({ argv, env, timeout: durationText, attempts: z.int().min(1).optional() });
const log = z.union([
  z.strictObject({ file: z.string().min(1) }),
  z.strictObject({ argv, env }),
  z.strictObject({ url: z.string().min(1), headers: z.record(z.string(), z.string()).optional() }),
]);

/** One document of a system file or of an overlay. What an overlay leaves out comes from below it. */
export const systemSchema = z.strictObject({
  system: id,
  title: z.string().min(1).optional(),
  tag: z
    .string()
    .regex(/^[a-z0-9]{2}$/, "a tag has two small letters")
    .optional(),
  environment: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/, "such as production, staging or lab")
    .optional(),
  identity: z.array(z.looseObject({ check: id })).optional(),
  vars: z.record(z.string(), scalar).optional(),
  secrets: z.record(z.string(), z.string()).optional(),
  locked: z.boolean().optional(),
  hidden: z
    .array(words)
    .optional()
    .meta({ description: "Facts and columns whose values the presenter view hides, such as customerEmail." }),
  budgets: z.array(z.strictObject({ target: z.string(), per: durationText, requests: z.int().min(1) })).optional(),
  checks: z.array(check).optional(),
  alerts: z.array(alert).optional(),
  goals: z.array(goal).optional(),
  commands: z.record(z.string(), command).optional(),
  logs: z.record(z.string(), log).optional(),
});

/** The first document of a lab's overlay: how to find out whether this is a lab. */
export const labSchema = z.strictObject({
  lab: z.strictObject({
    control: z.url(),
    nonce: z.string().min(8),
    pace: z.number().min(1).max(1000),
    era: z.string().optional(),
  }),
});

const listed = { checks: check, alerts: alert, goals: goal };

/**
 * The parts of a document that are right although others are not, so that a mistake at its top does not hide those below.
 * A check, an alert or a goal that is wrong leaves a hole, so that the others keep their places.
 */
export function rightParts(value: object): SystemDocument | undefined {
  const named = systemSchema.pick({ system: true }).safeParse({ system: "system" in value ? value.system : undefined });
  if (!named.success) return undefined;
  const parts = Object.entries(value).flatMap(([key, part]) => {
    const item = Object.hasOwn(listed, key) ? listed[key as keyof typeof listed] : undefined;
    if (item && Array.isArray(part)) return [[key, part.map((one) => item.safeParse(one).data)]];
    const shape = Object.hasOwn(systemSchema.shape, key) ? systemSchema.shape[key as keyof SystemDocument] : undefined;
    return shape?.safeParse(part).success ? [[key, part]] : [];
  });
  return Object.fromEntries(parts) as SystemDocument;
}

export type SystemDocument = z.output<typeof systemSchema>;
export type CheckSpec = NonNullable<SystemDocument["checks"]>[number];
export type AlertSpec = z.output<typeof alert>;
export type GoalSpec = z.output<typeof goal>;
export type CommandSpec = z.output<typeof command>;
export type LogSpec = z.output<typeof log>;
export type LabStanza = z.output<typeof labSchema>["lab"];
