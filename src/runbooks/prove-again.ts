import { ExpandError } from "../config/expand.ts";
import type { Preview } from "../core/action.ts";
import { CheckError } from "../core/check-error.ts";
import { tame } from "../core/hostile-text.ts";
import { previewCalls } from "./calls.ts";
import { identify } from "./identity.ts";
import type { Call, RequestId } from "./request.ts";
import type { RunContext } from "./step-context.ts";

/** One request that a person has agreed to. */
export interface ToSend {
  readonly call: Call;
  readonly previewed: Preview;
  /** It is the first that its step sends: nothing but another's hand can have changed what it would do. */
  readonly first: boolean;
}

/**
 * Between a person's agreement and the request minutes may pass: the target is proved and previewed again. Why the request
 * must not leave; undefined when it may.
 */
export async function whyNotSent(
  { call, previewed, first }: ToSend,
  id: Omit<RequestId, "request">,
  context: RunContext,
): Promise<string | undefined> {
  const identity = await identify(context);
  if (!identity.holds) return identity.reason;
  context.tell({ doing: `looks again at what ${call.kind.kind} would do` });
  try {
    const [now] = await previewCalls([call], id, context.ports);
    return now && differs(previewed, now, first);
  } catch (error) {
    if (!(error instanceof ExpandError) && !(error instanceof CheckError)) throw error;
    return error.message;
  }
}

/** A later request of a step may touch more or less through the earlier ones: its own words must be the same. */
function differs(then: Preview, now: Preview, first: boolean): string | undefined {
  const words = firstDifference(then.requests, now.requests);
  if (words !== undefined) return `it is not what was previewed: ${words}`;
  if (!first || (then.effect === now.effect && then.count === now.count)) return undefined;
  return `it is not what was previewed: "${shown(then)}" has become "${shown(now)}"`;
}

function firstDifference(then: readonly string[], now: readonly string[]): string | undefined {
  const at = Array.from({ length: Math.max(then.length, now.length) }).findIndex((_, line) => then[line] !== now[line]);
  return at < 0 ? undefined : `"${tame(then[at] ?? "", 200)}" has become "${tame(now[at] ?? "", 200)}"`;
}

function shown({ effect, count }: Preview): string {
  return tame(count === undefined ? effect : `${effect} (${count})`, 200);
}
