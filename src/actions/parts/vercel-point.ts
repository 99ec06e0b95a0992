import { z } from "zod";
import { type ActionKind, defineAction, type Tier } from "../../core/action.ts";
import { CheckError } from "../../core/check-error.ts";
import { targetName } from "../../core/params.ts";
import { applied, notApplied, outcomeOf } from "./outcome.ts";
import { requestLines } from "./request-lines.ts";
import { urlPath } from "./url-path.ts";
import { bearer, vercelParams, vercelUrl } from "./vercel.ts";
import { follow, readDeployment, readProject } from "./vercel-deployments.ts";

const params = z.strictObject({
  ...vercelParams,
  to: z.string().min(1).meta({ description: "The deployment that production shall show." }),
});
type Params = z.output<typeof params>;

/** Points the production domains at another deployment: `rollback` and `promote` differ by their path only. */
export function pointing(
  way: "rollback" | "promote",
  { title, minTier }: { title: string; minTier: Tier },
): ActionKind {
  const urlOf = (target: Params, projectId: string): string => {
    return vercelUrl(target, urlPath`/${way === "rollback" ? "v1" : "v10"}/projects/${projectId}/${way}/${target.to}`);
  };
  return defineAction({
    kind: `vercel-${way}`,
    title,
    params,
    minTier,
    timeoutMs: () => 300_000,
    target: ({ api, project }) => `${targetName(api)} ${project}`,
    preview: async (look, signal) => {
      const { to } = look.params;
      const { id, name, production } = await readProject(look, signal);
      const wanted = await readDeployment(look, to, signal);
      if (wanted.readyState !== "READY") throw new CheckError("config", `${to} is ${wanted.readyState}, not READY`);
      const effect =
        production === to ? `${name} shows ${to} already` : `${name} shows ${to} instead of ${production ?? "nothing"}`;
      return {
        requests: requestLines({ method: "POST", url: urlOf(look.params, id), headers: bearer(look.params) }),
        effect,
      };
    },
    run: async (context, signal) => {
      const { to } = context.params;
      const { id, production } = await readProject(context, signal);
      if (production === to) return applied(`${to} serves production already`, { deploymentId: to });
      const request = { method: "POST" as const, url: urlOf(context.params, id), headers: bearer(context.params) };
      const outcome = outcomeOf(await context.writes.http.send(request, signal), {});
      return outcome.state === "applied" ? follow(context, to, signal) : outcome;
    },
    look: async (look, signal) => {
      const { to } = look.params;
      const { production } = await readProject(look, signal);
      return production === to
        ? applied(`${to} serves production`, { deploymentId: to })
        : notApplied(`production shows ${production ?? "nothing"}, not ${to}`);
    },
  });
}
