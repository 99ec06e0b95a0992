import { randomBytes } from "node:crypto";
import type { Fault } from "../../faults.ts";
import type { Opsmantik } from "../running.ts";
import { PROOF_SITE, SITES } from "../sites.ts";
import { deployChecks, httpChecks, watchtowerChecks } from "./check-sets.ts";
import { refillWindows } from "./windows-of-visits.ts";

export function deployFaults(system: Opsmantik): readonly Fault[] {
  const faults = [wrongDeploy(system), watchtowerAuth(system), appDown(system)];
  return system.context.era === "H" ? faults : [...faults, cors(system)];
}

interface OverridePlan {
  readonly id: string;
  readonly title: string;
  readonly checks: readonly string[];
  readonly summary: string;
  readonly env: () => Readonly<Record<string, string>>;
}

/** A fault that is a deployment with other variables. */
function overrideFault({ deployment }: Opsmantik, { env, ...plan }: OverridePlan): Fault {
  return {
    ...plan,
    break: () => deployment.override(plan.id, env()),
    heal: () => deployment.override(plan.id, undefined),
  };
}

/** Vercel still calls the right deployment its production: only the domain shows another. */
function wrongDeploy({ deployment, context }: Opsmantik): Fault {
  const { project } = deployment;
  return {
    id: "wrong-deploy",
    title: "Another commit of another branch is in production: the domain was given to that branch",
    checks: [...deployChecks(context.era), "vercel-domains"],
    summary: "not c1d30b4|not fe0d0a1|not 611a67a|expected",
    break: () => project.showBranch({ commit: randomBytes(20).toString("hex"), branch: "pr/prompt-2-runbooks" }),
    heal: () => project.showBranch(undefined),
  };
}

/** Only the proof site's origin is lost: the other customers' visits still arrive. */
function cors(system: Opsmantik): Fault {
  return overrideFault(system, {
    id: "cors",
    title: `ALLOWED_ORIGINS lost ${PROOF_SITE.origin}`,
    checks: ["cors", "log-messages", "vercel-logs"],
    summary: "[Oo]rigin .* refused|ALLOWED_ORIGINS",
    env: () => ({
      ALLOWED_ORIGINS: SITES.filter((site) => site !== PROOF_SITE)
        .map((site) => site.origin)
        .join(","),
    }),
  });
}

/** CRON_AUTH_MODE: with the rule of era B any `x-vercel-cron` would still be let in, whatever the secret. */
function watchtowerAuth(system: Opsmantik): Fault {
  return overrideFault(system, {
    id: "watchtower-auth",
    title: "CRON_SECRET was rotated, and the cockpit still has the old one",
    checks: watchtowerChecks(system.context.era),
    summary: "40[13]|secret",
    env: () => ({ CRON_SECRET: randomBytes(16).toString("hex"), CRON_AUTH_MODE: "bearer_only" }),
  });
}

function appDown(system: Opsmantik): Fault {
  const { deployment, traffic, qstash, context } = system;
  return {
    id: "app-down",
    title: "The app has crashed: every request is answered by the edge with 500",
    checks: [...httpChecks(context.era), "vercel-logs"],
    summary: "answer.* 500|FUNCTION_INVOCATION_FAILED",
    break: async () => {
      traffic.mode.paused = true;
      await qstash.idle().catch(() => undefined);
      await deployment.crash();
      traffic.mode.paused = false;
    },
    heal: async () => {
      await deployment.redeploy();
      await refillWindows(system);
    },
  };
}
