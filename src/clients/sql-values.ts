import type { FieldDef } from "pg";
import type { Scalar } from "../core/reading.ts";

const TEXT = 10_000;
const BYTEA = 17;

type Parse = (text: string) => Scalar;

/** PostgreSQL's type numbers (pg_type.oid), for the text format. What is not here stays text. */
const parsers: Readonly<Record<number, Parse>> = {
  16: (text) => text === "t",
  20: safeNumber,
  21: Number,
  23: Number,
  26: Number,
  700: finite,
  701: finite,
  1114: (text) => isoTime(`${text}+00`),
  1184: isoTime,
  1186: seconds,
  1700: safeNumber,
};

/** Gives every column as a scalar; pg asks for a parser by type number. */
export const scalarTypes = {
  getTypeParser: (oid: number): Parse => parsers[oid] ?? ((text) => text.slice(0, TEXT)),
};

/** A row of plain scalars; binary columns are left out. */
export function scalarRow(
  row: Readonly<Record<string, Scalar>>,
  fields: readonly FieldDef[],
  redact: (text: string) => string,
): Record<string, Scalar> {
  const scalars: Record<string, Scalar> = {};
  for (const { name, dataTypeID } of fields) {
    if (dataTypeID === BYTEA) continue;
    const value = row[name] ?? null;
    scalars[name] = typeof value === "string" ? redact(value) : value;
  }
  return scalars;
}

/** A number where no digit is lost, else the text as it came. */
function safeNumber(text: string): Scalar {
  const number = Number(text);
  if (!Number.isFinite(number)) return null;
  return Math.abs(number) <= Number.MAX_SAFE_INTEGER ? number : text;
}

function finite(text: string): Scalar {
  const number = Number(text);
  return Number.isFinite(number) ? number : null;
}

/** `2026-02-13 15:57:00.123456+00` as ISO. A timestamp without time zone is taken as UTC. `infinity` stays text. */
function isoTime(text: string): Scalar {
  const match = /^(\d{4,6}-\d\d-\d\d) (\d\d:\d\d:\d\d(?:\.\d+)?)([+-]\d\d)(?::?(\d\d))?/.exec(text);
  if (!match) return text;
  const at = Date.parse(`${match[1]}T${match[2]}${match[3]}:${match[4] ?? "00"}`);
  return Number.isNaN(at) ? text : new Date(at).toISOString();
}

const unitSeconds: Readonly<Record<string, number>> = { Y: 31_557_600, W: 604_800, D: 86_400, H: 3600, S: 1 };

/** An ISO 8601 interval (intervalstyle = iso_8601) in seconds; a year has 365.25 days and a month 30, as in PostgreSQL. */
function seconds(text: string): Scalar {
  const [date = "", time = ""] = text.replace(/^P/, "").split("T");
  const sum = (part: string, month: number): number =>
    [...part.matchAll(/(-?\d+(?:\.\d+)?)([YMWDHS])/g)].reduce(
      (total, [, count, unit = ""]) => total + Number(count) * (unit === "M" ? month : (unitSeconds[unit] ?? 0)),
      0,
    );
  return sum(date, 2_592_000) + sum(time, 60);
}
