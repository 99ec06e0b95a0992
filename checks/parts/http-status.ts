import { CheckError } from "../../src/core/check-error.ts";
import type { HttpResponse } from "../../src/core/clients.ts";
import { tame } from "../../src/core/hostile-text.ts";
import { jsonOf } from "../../src/core/json-of.ts";
import type { FailureKind } from "../../src/core/reading.ts";
import { isRecord } from "./record.ts";

type Told = Pick<HttpResponse, "status" | "headers" | "text">;

/** An unexpected status as a failure: a refused secret and a rate limit prove nothing about the target's health. */
export function refuseStatus(response: Told, expected: readonly number[]): void {
  if (expected.includes(response.status)) return;
  const kind = kindOf(response);
  const said = saying(response);
  const hint = hintOf(kind, response);
  const due = response.status < 400 ? ` where ${expected.join(" or ")} is due` : "";
  throw new CheckError(kind, `answered ${response.status}${due}${said === "" ? "" : `: ${said}`}`, {
    code: String(response.status),
    ...(hint !== undefined && { hint }),
  });
}

function kindOf({ status, headers }: Told): FailureKind {
  if (status === 401 || status === 403 || status === 407) return "auth";
  const exhausted = (headers["x-ratelimit-remaining"] ?? headers["ratelimit-remaining"])?.trim() === "0";
  // A limiter that cannot reach its own store says 503, and one whose error handler is missing says 500.
  if (status === 429 || (status === 503 && exhausted && headers["retry-after"] !== undefined)) return "throttled";
  if (status === 500 && exhausted) return "throttled";
  return "status";
}

function hintOf(kind: FailureKind, { headers }: Told): string | undefined {
  if (kind === "auth") return "check the secret, and whether this address may ask";
  // A limiter with several limits says which one by a suffix: retry-after-auth (NestJS throttler).
  const after =
    headers["retry-after"] ?? Object.entries(headers).find(([name]) => name.startsWith("retry-after-"))?.[1];
  if (kind === "throttled")
    return after === undefined
      ? "ask less often"
      : `ask again in ${/^\d+$/.test(after) ? `${after}s` : tame(after, 40)}`;
  return undefined;
}

/** What the answer says about itself, in few words: where it redirects to, its `message`, `error` and `code`, or its text. */
function saying(response: Told): string {
  const location = response.headers.location;
  if (response.status >= 300 && response.status < 400 && location) return `a redirect to ${tame(location, 120)}`;
  const body = jsonOf(response.text);
  if (isRecord(body)) return wordsOf(body);
  if (/html/i.test(response.headers["content-type"] ?? "") || response.text.trimStart().startsWith("<")) return "HTML";
  return tame(response.text.trim(), 100);
}

function wordsOf(body: Readonly<Record<string, unknown>>): string {
  const inner = isRecord(body.error) ? body.error : body;
  const said = [inner.message, inner.error, inner.reason, body.code ?? inner.code]
    .filter((word) => typeof word === "string" && word !== "")
    .map((word) => tame(String(word), 100));
  return [...new Set(said)].slice(0, 2).join(", ");
}
