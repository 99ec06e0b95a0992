import type { LabStanza } from "../../config/system-schema.ts";
import type { CheckPlan } from "../../core/plan.ts";

const LOOPBACK = /^(?:127(?:\.\d{1,3}){3}|localhost|\[::1\])(?::\d+)?$/;
const HOST_AND_PORT = /^[^\s/@]+:\d+$|^[\w-]+(?:\.[\w-]+)+$/;

/** A lab is proven by what it is: every target on loopback, and a control server that knows the nonce of this start. */
export async function proveLab(lab: LabStanza, plans: readonly CheckPlan[]): Promise<boolean> {
  if (!LOOPBACK.test(new URL(lab.control).host)) return false;
  if (plans.some((plan) => HOST_AND_PORT.test(plan.target) && !LOOPBACK.test(plan.target))) return false;
  const { proveLab: ask } = await import("../../lab/control-client.ts");
  return ask(lab.control, lab.nonce);
}
