import { z } from "zod";
import type { ActionLook, Outcome } from "../../core/action.ts";
import { CheckError } from "../../core/check-error.ts";
import type { Facts } from "../../core/reading.ts";
import { applied, notApplied, unknown } from "./outcome.ts";
import { sleep } from "./sleep.ts";
import { urlPath } from "./url-path.ts";
import { askVercel, shaped, type VercelTarget, vercelUrl } from "./vercel.ts";

type Look = Pick<ActionLook<VercelTarget>, "params" | "clients" | "clock">;

const deployment = z.looseObject({
  id: z.string(),
  url: z.string().optional(),
  readyState: z.string(),
  createdAt: z.number(),
  meta: z.record(z.string(), z.unknown()).optional(),
});
export type Deployment = z.output<typeof deployment>;

const project = z.looseObject({
  id: z.string(),
  name: z.string(),
  targets: z.looseObject({ production: z.looseObject({ id: z.string() }).nullish() }).nullish(),
});

const listed = z.looseObject({
  deployments: z.array(
    z.looseObject({
      uid: z.string(),
      created: z.number(),
      source: z.string().nullish(),
      meta: z.record(z.string(), z.unknown()).nullish(),
    }),
  ),
});

/** The project and the deployment that its production domains show. */
export async function readProject(look: Look, signal: AbortSignal) {
  const { body } = await askVercel(look, vercelUrl(look.params, urlPath`/v9/projects/${look.params.project}`), signal);
  const { id, name, targets } = shaped(project, body, "project");
  return { id, name, production: targets?.production?.id };
}

/** GET /v13/deployments/ID. Rejects as `askVercel` does, and with `parse` for an answer in another shape. */
export async function readDeployment(look: Look, id: string, signal: AbortSignal): Promise<Deployment> {
  const { body } = await askVercel(look, vercelUrl(look.params, urlPath`/v13/deployments/${id}`), signal);
  return shaped(deployment, body, "deployment");
}

/** Production deployments, the youngest first. */
export async function listProduction(look: Look, projectId: string, signal: AbortSignal) {
  const query = { projectId, target: "production", limit: "20" };
  const { body } = await askVercel(look, vercelUrl(look.params, "/v6/deployments", query), signal);
  return shaped(listed, body, "list of deployments").deployments;
}

function factsOf({ id, url, createdAt, meta }: Deployment): Facts {
  const commit = meta?.githubCommitSha;
  return {
    deploymentId: id,
    url: url ?? null,
    createdAt: new Date(createdAt).toISOString(),
    commit: typeof commit === "string" ? commit : null,
  };
}

const POLL_MS = 2000;

/**
 * Waits until a deployment is ready and the production domains show it. One look that fails proves nothing about it and is
 * made again; when the time is up nobody knows.
 */
export async function follow(look: Look, id: string, signal: AbortSignal): Promise<Outcome> {
  for (;;) {
    const seen = await stateOf(look, id, signal);
    if (typeof seen !== "string") return seen;
    if (signal.aborted) return unknown(`${id} was sent and has not become production in its time: ${seen}`);
    await sleep(POLL_MS, look.clock, signal);
  }
}

/** How a deployment ended, or what is so far known of it. */
async function stateOf(look: Look, id: string, signal: AbortSignal): Promise<Outcome | string> {
  try {
    const state = await readDeployment(look, id, signal);
    if (["ERROR", "CANCELED"].includes(state.readyState)) {
      return notApplied(`the deployment ${id} is ${state.readyState}: production was not changed`, factsOf(state));
    }
    const { production } = await readProject(look, signal);
    const serves = state.readyState === "READY" && production === id;
    return serves ? applied(`${id} is READY in production`, factsOf(state)) : state.readyState;
  } catch (error) {
    if (!(error instanceof CheckError)) throw error;
    return error.message;
  }
}
