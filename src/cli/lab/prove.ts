import { createVault } from "../../clients/secret-vault.ts";
import type { LabStanza } from "../../config/system-schema.ts";
import type { CheckPlan } from "../../core/plan.ts";
import { SecretText, type Text } from "../../core/secret.ts";

const LOOPBACK = /^(?:127(?:\.\d{1,3}){3}|localhost|\[::1\])(?::\d+)?$/;
const HOST_AND_PORT = /^[^\s/@]+:\d+$|^[\w-]+(?:\.[\w-]+)+$/;
/** What is said about a request in its headers, its origin for one, is not where it goes. */
const NO_ADDRESS = new Set(["headers"]);

type Env = Readonly<Record<string, string | undefined>>;

/** Asks the control server whether it knows the nonce of this start. */
export async function answersNonce(lab: LabStanza): Promise<boolean> {
  if (!LOOPBACK.test(new URL(lab.control).host)) return false;
  const { proveLab } = await import("../../lab/control-client.ts");
  return proveLab(lab.control, lab.nonce);
}

/** Whether every look goes to this machine, also where a secret holds the address. Missing secrets lead nowhere. */
export async function allOnLoopback(plans: readonly CheckPlan[], env: Env): Promise<boolean> {
  const away = plans.filter((plan) => !plan.kind.local?.(plan.params));
  if (away.some((plan) => HOST_AND_PORT.test(plan.target) && !LOOPBACK.test(plan.target))) return false;
  const vault = createVault({ env });
  const reveal = (text: Text): Promise<string> => vault.reveal(text).catch(() => "");
  const hosts = await Promise.all(plans.flatMap((plan) => addressesIn(plan.params)).map(reveal));
  return hosts.every((text) => !URL.canParse(text) || isLoopbackUrl(new URL(text)));
}

function isLoopbackUrl({ host }: URL): boolean {
  return host === "" || LOOPBACK.test(host);
}

function addressesIn(value: unknown, key = ""): Text[] {
  if (NO_ADDRESS.has(key)) return [];
  if (value instanceof SecretText) return [value];
  if (typeof value === "string") return key === "url" ? [value] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => addressesIn(inner, Array.isArray(value) ? key : name));
}
