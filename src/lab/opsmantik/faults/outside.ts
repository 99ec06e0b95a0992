import type { Fault } from "../../faults.ts";
import type { Opsmantik } from "../running.ts";
import { vercelChecks } from "./check-sets.ts";

/** What goes wrong around the app: at Vercel's project, and at the providers. */
export function outsideFaults(system: Opsmantik): readonly Fault[] {
  return [envNotDeployed(system), buildFailed(system), vercelToken(system), providersIncident(system)];
}

/** The running app does not notice: it has the variables of its own deployment. */
function envNotDeployed({ deployment, env }: Opsmantik): Fault {
  const id = "env-not-deployed";
  return {
    id,
    title: "QSTASH_TOKEN was edited in Vercel, and nobody has deployed since",
    checks: ["vercel-env"],
    summary: "[Ee]dited after the last deployment",
    break: async () => deployment.edit(id, { QSTASH_TOKEN: `${env.QSTASH_TOKEN}_EDITED` }),
    heal: async () => {
      deployment.edit(id, undefined);
      await deployment.redeploy();
    },
  };
}

function buildFailed({ deployment: { project } }: Opsmantik): Fault {
  let failed: string | undefined;
  return {
    id: "build-failed",
    title: "The last deployment for production has failed, the one before it stays live",
    checks: ["vercel"],
    summary: "last deployment for production failed",
    break: async () => {
      failed = project.failBuild().id;
    },
    heal: async () => {
      if (failed !== undefined) project.forget(failed);
    },
  };
}

function vercelToken({ deployment: { project }, context }: Opsmantik): Fault {
  let taken: readonly string[] = [];
  return {
    id: "vercel-token",
    title: "The cockpit's token for Vercel was revoked: nothing is known of the project",
    checks: vercelChecks(context.era),
    summary: "answered 403|Not authorized",
    break: async () => {
      taken = [...project.tokens];
      project.tokens.clear();
      project.logs.close();
    },
    heal: async () => {
      for (const token of taken) project.tokens.add(token);
    },
  };
}

function providersIncident({ outside: { status } }: Opsmantik): Fault {
  const providers = ["upstash", "vercel", "supabase"];
  return {
    id: "providers-incident",
    title: "The status pages of Upstash, Vercel and Supabase report incidents; our systems work",
    checks: providers.map((provider) => `status-${provider}`),
    summary: "Upstash reports",
    break: async () => {
      for (const provider of providers) status.report(provider, "Elevated error rates in eu-central-1");
    },
    heal: async () => {
      for (const provider of providers) status.report(provider, undefined);
    },
  };
}
