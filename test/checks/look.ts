import type { CheckKind } from "../../src/core/check.ts";
import { toFailure } from "../../src/core/check-error.ts";
import type { Clients } from "../../src/core/clients.ts";
import { systemClock } from "../../src/core/clock.ts";
import type { CheckFailure, Facts, Verdict } from "../../src/core/reading.ts";

export interface Seen {
  readonly facts?: Facts;
  readonly failure?: CheckFailure;
  readonly thrown?: unknown;
  readonly trace: readonly string[];
  readonly tookMs: number;
}

export interface LookOptions {
  readonly timeoutMs?: number;
  readonly pace?: number;
  /** What other checks saw, by their ids. */
  readonly others?: Readonly<Record<string, Facts>>;
  readonly verdicts?: Readonly<Record<string, Verdict>>;
}

/** One look with real clients, parameters through the kind's own schema, ended by a signal as the engine ends it. */
export async function look(
  clients: Clients,
  kind: CheckKind,
  params: unknown,
  options: LookOptions = {},
): Promise<Seen> {
  const trace: string[] = [];
  const began = performance.now();
  const took = (): number => performance.now() - began;
  const context = {
    params: kind.params.parse(params),
    clients,
    clock: systemClock,
    pace: options.pace ?? 1,
    trace: (line: string) => void trace.push(line),
    seen: (check: string, fact: string) => options.others?.[check]?.[fact],
    verdictOf: (check: string) => options.verdicts?.[check],
  };
  try {
    const facts = await kind.run(context, AbortSignal.timeout(options.timeoutMs ?? 5000));
    return { facts, trace, tookMs: took() };
  } catch (thrown) {
    return { failure: toFailure(thrown), thrown, trace, tookMs: took() };
  }
}
