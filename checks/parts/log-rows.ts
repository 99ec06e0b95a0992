import type { Feed } from "../../src/core/clients.ts";
import { jsonOf } from "../../src/core/json-of.ts";
import { timeOf } from "./epoch.ts";
import { isRecord } from "./record.ts";

/** One row of Vercel's runtime log. */
export interface LogRow {
  readonly at: number;
  readonly level: string;
  readonly message: string;
  readonly source: string;
  readonly method: string;
  /** Without its query. */
  readonly route: string;
  /** 0 where the answer is not known. */
  readonly status: number;
}

/** The rows of a feed, oldest first; lines that are no row are left out. A delimiter only says that the stream has ended. */
export function logRows(lines: Feed["lines"]): { readonly rows: readonly LogRow[]; readonly unparsed: number } {
  const parsed = lines.map(({ at, text }) => rowOf(text, at));
  return {
    rows: parsed.filter((row) => row !== undefined && row.source !== "delimiter") as LogRow[],
    unparsed: parsed.filter((row) => row === undefined).length,
  };
}

function rowOf(line: string, cameAt: number): LogRow | undefined {
  const value = jsonOf(line);
  if (!isRecord(value) || typeof value.message !== "string") return undefined;
  const { level, source, requestMethod, requestPath, responseStatusCode, timestampInMs } = value;
  return {
    at: timeOf(timestampInMs) ?? cameAt,
    level: String(level ?? ""),
    message: value.message,
    source: String(source ?? ""),
    method: String(requestMethod ?? ""),
    route: String(requestPath ?? "").split("?", 1)[0] ?? "",
    status: typeof responseStatusCode === "number" && responseStatusCode > 0 ? responseStatusCode : 0,
  };
}
