import { z } from "zod";
import type { CheckContext } from "../../src/core/check.ts";
import { CheckError } from "../../src/core/check-error.ts";
import type { HttpRequest } from "../../src/core/clients.ts";
import { ask, parseJson } from "./http-look.ts";
import { refuseStatus } from "./http-status.ts";
import { apiShape, getOf, named } from "./outside-params.ts";
import { isRecord } from "./record.ts";

export const vercelShape = {
  ...apiShape("Vercel", "https://api.vercel.com"),
  project: named("Name or id of the project."),
  team: named("Id of the team, team_…; empty for a personal account.").default(""),
} as const;
const vercelParams = z.strictObject(vercelShape);
export type VercelTarget = z.output<typeof vercelParams>;
export type Network = Pick<CheckContext<unknown>, "clients" | "trace">;
export type Answered = Readonly<Record<string, unknown>>;

/** A GET of a path below the project, or of a path that begins at the root. Without a project nothing is asked. */
export function vercelGet(
  target: VercelTarget,
  path: string,
  query: Readonly<Record<string, string>> = {},
): HttpRequest {
  if (target.project.trim() === "") {
    throw new CheckError("config", "no Vercel project is named", {
      hint: "set vars.vercelProject, or what this check uses",
    });
  }
  return getOf(target, path, { ...query, teamId: target.team });
}

/** One GET as an object. Rejects as the network does, and with `auth`, `throttled`, `status` or `parse`. */
export async function askVercel(network: Network, request: HttpRequest, signal: AbortSignal): Promise<Answered> {
  const response = await ask(network, request, signal);
  if (response.status === 404) {
    throw new CheckError("config", "Vercel knows no such project (404)", {
      code: "404",
      hint: "check its name and the team's id",
    });
  }
  refuseStatus(response, [200]);
  const body = parseJson(response, "json");
  if (!isRecord(body)) throw new CheckError("parse", "Vercel's answer is no object");
  return body;
}

/** GET /v9/projects/{idOrName}: `targets.production` is the deployment that the production domains point to. */
export async function askProject(network: Network, target: VercelTarget, signal: AbortSignal): Promise<Answered> {
  return askVercel(network, vercelGet(target, `/v9/projects/${encodeURIComponent(target.project)}`), signal);
}

/** The deployment that the production domains point to; undefined where there is none. */
export function productionOf(project: Answered): Answered | undefined {
  const { targets } = project;
  const production = isRecord(targets) ? targets.production : undefined;
  return isRecord(production) ? production : undefined;
}
