import type { Outcome } from "../../core/action.ts";
import type { HttpResponse } from "../../core/clients.ts";
import { scalarOf } from "../../core/facts.ts";
import { tame } from "../../core/hostile-text.ts";
import { jsonOf } from "../../core/json-of.ts";
import { atPointer } from "../../core/json-pointer.ts";
import type { Facts } from "../../core/reading.ts";

export function applied(say: string, facts: Facts = {}): Outcome {
  return { state: "applied", say, facts };
}

export function notApplied(say: string, facts: Facts = {}): Outcome {
  return { state: "not-applied", say, facts };
}

export function unknown(say: string): Outcome {
  return { state: "unknown", say, facts: {} };
}

/**
 * What a status proves about a change: 2xx that it was made, 4xx that it was refused. Anything else, a redirect and a
 * 5xx, may stand before or behind the change, so that only a look can tell.
 */
export function outcomeOf(answer: HttpResponse, facts: Facts, expected?: readonly number[]): Outcome {
  const { status } = answer;
  const good = expected ? expected.includes(status) : status >= 200 && status < 300;
  if (good) return applied(`answered ${status}`, { status, ...facts });
  const say = `answered ${status}${wordsOf(answer)}`;
  return status >= 400 && status < 500 && status !== 408 ? notApplied(say, { status }) : unknown(say);
}

/** What a JSON answer says of its refusal, as most APIs put it. */
export function wordsOf({ text }: Pick<HttpResponse, "text">): string {
  const body = jsonOf(text);
  const said = ["/error/message", "/error", "/message"].map((at) => atPointer(body, at));
  const words = said.find((one) => typeof one === "string");
  return words === undefined ? "" : `: ${tame(words, 200)}`;
}

/** Facts of a JSON answer by pointers. */
export function taken(text: string, take: Readonly<Record<string, string>>): Facts {
  const body = jsonOf(text);
  return Object.fromEntries(Object.entries(take).map(([name, pointer]) => [name, scalarOf(atPointer(body, pointer))]));
}
