import { z } from "zod";
import { scalarOf, tableOf } from "../../src/core/facts.ts";
import { tame } from "../../src/core/hostile-text.ts";
import type { Facts, Scalar } from "../../src/core/reading.ts";
import { factName } from "./http-params.ts";
import type { LogRow } from "./log-rows.ts";
import { isRecord } from "./record.ts";

const MESSAGE = 200;

export const wantedMessages = z
  .record(
    factName,
    z.strictObject({
      has: z.array(z.string().min(1)).min(1).meta({ description: "Any of these words in the message." }),
      fields: z
        .array(factName)
        .default([])
        .meta({ description: "Fields of the newest one that become facts, NAME.field." }),
    }),
  )
  .default({});
export type WantedMessages = z.output<typeof wantedMessages>;

/** The names of their facts; `messages`, the table, is not among them. */
export function messageNames(wanted: WantedMessages): readonly string[] {
  return Object.entries(wanted).flatMap(([name, { fields }]) => [
    name,
    `${name}LastAt`,
    `${name}Last`,
    ...fields.map((field) => `${name}.${field}`),
  ]);
}

/**
 * Messages by their words. Facts of each: NAME (count), `NAMELastAt` (ISO), `NAMELast`, and fields of the newest one when it
 * is an object as the app's logger writes it. Table `messages` of message, level, count, lastAt, the most frequent first.
 */
export function messageFacts(rows: readonly LogRow[], wanted: WantedMessages): Facts {
  const said = rows.filter(({ message }) => message.trim() !== "").map(saidBy);
  const facts = Object.entries(wanted).map(([name, { has, fields }]) => {
    const found = said.filter(({ text }) => has.some((word) => text.includes(word)));
    return oneMessage(name, found, fields);
  });
  const groups = [...Map.groupBy(said, ({ name, level }) => `${level} ${name}`).values()].map((group) => ({
    message: group[0]?.name,
    level: group[0]?.level,
    count: group.length,
    lastAt: isoOf(group.at(-1)),
  }));
  groups.sort((a, b) => b.count - a.count);
  return { ...Object.assign({}, ...facts), messages: tableOf(groups) };
}

interface Said {
  readonly at: number;
  readonly level: string;
  readonly text: string;
  /** The logger's `msg`, or the beginning of the text. */
  readonly name: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

function saidBy({ at, level, message }: LogRow): Said {
  const fields = objectIn(message);
  const name = typeof fields.msg === "string" ? fields.msg : message;
  return { at, level, text: message, name: tame(name.trim(), MESSAGE), fields };
}

function objectIn(message: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(message);
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}

function oneMessage(name: string, found: readonly Said[], fields: readonly string[]): Record<string, Scalar> {
  const last = found.at(-1);
  return {
    [name]: found.length,
    [`${name}LastAt`]: isoOf(last),
    [`${name}Last`]: last?.name ?? null,
    ...Object.fromEntries(fields.map((field) => [`${name}.${field}`, scalarOf(last?.fields[field])])),
  };
}

function isoOf(said: Said | undefined): string | null {
  return said === undefined ? null : new Date(said.at).toISOString();
}
