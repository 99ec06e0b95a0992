import { z } from "zod";
import { defineAction } from "../core/action.ts";
import { CheckError } from "../core/check-error.ts";
import { jsonOf } from "../core/json-of.ts";
import { targetName } from "../core/params.ts";
import { notApplied, outcomeOf, unknown } from "./parts/outcome.ts";
import { requestLines } from "./parts/request-lines.ts";
import { bearer, vercelParams, vercelUrl } from "./parts/vercel.ts";
import { follow, listProduction, readProject } from "./parts/vercel-deployments.ts";

const params = z.strictObject(vercelParams);

/**
 * Deploys production's source again, so that it gets the variables as they are now, and waits until it serves. The new
 * deployment carries the request's name in its `meta`, by which it is found when the answer is lost.
 */
export const vercelRedeploy = defineAction({
  kind: "vercel-redeploy",
  title: "Redeploy production on Vercel",
  params,
  minTier: 2,
  timeoutMs: () => 900_000,
  target: ({ api, project }) => `${targetName(api)} ${project}`,
  preview: async (look, signal) => {
    const { name, production } = await readProject(look, signal);
    if (production === undefined)
      throw new CheckError("config", `${name} has no production deployment to deploy again`);
    const body = JSON.stringify({ name, deploymentId: production, target: "production" });
    const requests = requestLines({ method: "POST", url: urlOf(look.params), headers: bearer(look.params), body });
    return {
      requests,
      effect: `${name}: the source of ${production} is deployed with today's variables, and followed to READY`,
    };
  },
  run: async (context, signal) => {
    const { writes, key } = context;
    const { name, production } = await readProject(context, signal);
    if (production === undefined) return notApplied(`${name} has no production deployment`);
    const body = JSON.stringify({ name, deploymentId: production, target: "production", meta: { opsdeck: key } });
    const headers = { ...bearer(context.params), "content-type": "application/json" };
    const answer = await writes.http.send({ method: "POST", url: urlOf(context.params), headers, body }, signal);
    const outcome = outcomeOf(answer, {});
    const id = (jsonOf(answer.text) as { id?: unknown } | undefined)?.id;
    if (outcome.state !== "applied") return outcome;
    return typeof id === "string" ? follow(context, id, signal) : unknown("Vercel's answer names no deployment");
  },
  look: async (look, signal) => {
    const { id } = await readProject(look, signal);
    const since = look.sentAt ?? 0;
    const made = await listProduction(look, id, signal);
    const ours = made.find(({ meta }) => meta?.opsdeck === look.key);
    // The name may be dropped on its way; what was redeployed since we sent is then taken for ours.
    const found = ours ?? made.findLast(({ source, created }) => source === "redeploy" && created >= since);
    return found ? follow(look, found.uid, signal) : notApplied("Vercel has no such deployment");
  },
});

function urlOf(target: z.output<typeof params>): string {
  return vercelUrl(target, "/v13/deployments", { forceNew: "1" });
}
