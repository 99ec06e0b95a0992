import { tame } from "../../src/core/hostile-text.ts";
import { isRecord } from "./record.ts";

const WORDS = 160;

/**
 * The first useful words of a job's error. A ZodError's message is a JSON list of issues over many lines; it becomes
 * `guildId: Required (+2 more)`, also where it was cut off.
 */
export function usefulWords(message: unknown): string | null {
  if (typeof message !== "string" || message.trim() === "") return null;
  const text = message.trim();
  if (!/^\[\s*\{/.test(text)) return tame(text.split("\n", 1)[0] ?? "", WORDS);
  return tame(issuesOf(text) ?? text, WORDS);
}

function issuesOf(text: string): string | undefined {
  try {
    const issues: unknown = JSON.parse(text);
    const first: unknown = Array.isArray(issues) ? issues[0] : undefined;
    if (!Array.isArray(issues) || !isRecord(first)) return undefined;
    const path = Array.isArray(first.path) ? first.path.join(".") : "";
    const more = issues.length > 1 ? ` (+${issues.length - 1} more)` : "";
    return `${path === "" ? "" : `${path}: `}${String(first.message)}${more}`;
  } catch {
    const said = /"message"\s*:\s*"([^"]*)"/.exec(text)?.[1];
    const path = /"path"\s*:\s*\[\s*"([^"]*)"/.exec(text)?.[1];
    return said === undefined ? undefined : `${path === undefined ? "" : `${path}: `}${said}`;
  }
}
