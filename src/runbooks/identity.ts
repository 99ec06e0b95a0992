import { expandPlain } from "../config/expand.ts";
import { describeTest } from "../core/describe-test.ts";
import { type Test, testSchema } from "../core/test.ts";
import { meet } from "./meet.ts";
import { checkId, endOf, type RunContext, scopeOf } from "./step-context.ts";

export type Identity =
  | { readonly holds: true; readonly seen: readonly string[] }
  | { readonly holds: false; readonly reason: string };

/**
 * Whether we look at what we think we look at: every test under `identity` of the system file, by a look that is made now.
 * A system without one has no identity, and nothing may be changed there.
 */
export async function identify(context: RunContext): Promise<Identity> {
  const { bindings, ports, tell, system } = context;
  const tests = bindings.head.identity ?? [];
  if (tests.length === 0) {
    return { holds: false, reason: `the system file of ${system} has no identity: add a test that proves the target` };
  }
  const seen: string[] = [];
  for (const { check, ...written } of tests) {
    tell({ doing: `proves the target by ${check}` });
    const test = testSchema.safeParse(expandPlain(written, scopeOf(context)));
    if (!test.success) return { holds: false, reason: `identity by ${check} is no test` };
    const now = ports.clock.now();
    const met = await meet(wantedNow(checkId(context, check), test.data, now), ports, () => {});
    if (!met.met) return { holds: false, reason: `the target is not proved: ${met.reason}` };
    seen.push(`${check}: ${describeTest(test.data)}`);
  }
  return { holds: true, seen };

  function wantedNow(id: string, when: Test, now: number) {
    return {
      check: id,
      when,
      withinMs: undefined,
      holdMs: 0,
      looks: undefined,
      since: now,
      begun: now,
      endOf: endOf(context),
    };
  }
}
