import { isRecord } from "../../process/json-lines.ts";
import {
  type RestAnswer,
  type RestRequest,
  type RestServer,
  type RestStream,
  startRestServer,
} from "../rest-server.ts";
import { describeDeployment } from "./deployments.ts";
import { createEnv, editEnv, listEnv, oneEnv, removeEnv } from "./env-routes.ts";
import type { VercelProject } from "./project.ts";

type Route = (project: VercelProject, request: RestRequest, id: string) => RestAnswer | RestStream;

/** The paths of Vercel's REST API that a cockpit reads, and those that a runbook's steps change things by. */
const ROUTES: readonly (readonly [method: string, path: RegExp, route: Route])[] = [
  ["DELETE", /^\/v\d+\/user\/tokens\/(?<id>current)$/, revoke],
  ["GET", /^\/v\d+\/projects\/(?<project>[^/]+)$/, describeProject],
  ["GET", /^\/v\d+\/projects\/(?<project>[^/]+)\/env$/, listEnv],
  ["POST", /^\/v\d+\/projects\/(?<project>[^/]+)\/env$/, createEnv],
  ["GET", /^\/v\d+\/projects\/(?<project>[^/]+)\/env\/(?<id>[^/]+)$/, oneEnv],
  ["PATCH", /^\/v\d+\/projects\/(?<project>[^/]+)\/env\/(?<id>[^/]+)$/, editEnv],
  ["DELETE", /^\/v\d+\/projects\/(?<project>[^/]+)\/env\/(?<id>[^/]+)$/, removeEnv],
  ["GET", /^\/v\d+\/projects\/(?<project>[^/]+)\/domains$/, listDomains],
  ["POST", /^\/v\d+\/projects\/(?<project>[^/]+)\/rollback\/(?<id>[^/]+)$/, (...at) => point("rollback", ...at)],
  ["POST", /^\/v\d+\/projects\/(?<project>[^/]+)\/promote\/(?<id>[^/]+)$/, (...at) => point("promote", ...at)],
  ["GET", /^\/v\d+\/projects\/(?<project>[^/]+)\/deployments\/(?<id>[^/]+)\/runtime-logs$/, tailLogs],
  ["GET", /^\/v\d+\/deployments$/, listDeployments],
  ["POST", /^\/v\d+\/deployments$/, deploy],
  ["GET", /^\/v\d+\/deployments\/(?<id>[^/]+)$/, oneDeployment],
];

/** Vercel's REST API on loopback, for one project. */
export function startVercel(project: VercelProject): Promise<RestServer> {
  return startRestServer((request) => answer(project, request));
}

function answer(project: VercelProject, request: RestRequest): RestAnswer | RestStream {
  const refused = refuse(project, request);
  if (refused) return refused;
  for (const [method, path, route] of ROUTES) {
    const found = method === request.method ? path.exec(request.path) : null;
    if (!found) continue;
    const { project: named, id = "" } = found.groups ?? {};
    const isOurs = [undefined, project.id, project.name].includes(named);
    return isOurs ? route(project, request, id) : refusal(404, "not_found", "Project not found.");
  }
  return refusal(404, "not_found", "The requested API endpoint was not found.");
}

function refuse({ tokens, teamId }: VercelProject, { token, query }: RestRequest): RestAnswer | undefined {
  if (token === undefined || !tokens.has(token)) return refusal(403, "forbidden", "Not authorized");
  const team = query.get("teamId");
  return team === null || team === teamId ? undefined : refusal(403, "forbidden", "Not authorized: no such team");
}

function refusal(status: number, code: string, message: string): RestAnswer {
  return { status, body: { error: { code, message } } };
}

/** DELETE /v3/user/tokens/current: the one that asks for it. */
function revoke(project: VercelProject, { token = "" }: RestRequest): RestAnswer {
  project.tokens.delete(token);
  project.logs.close();
  return { status: 200, body: { tokenId: "current" } };
}

function describeProject(project: VercelProject): RestAnswer {
  const { id, name, teamId, live, lastAliasRequest, rolledBack } = project;
  const production = live && {
    ...describeDeployment(live, project),
    alias: project.domains.map((domain) => domain.name),
  };
  const body = {
    id,
    name,
    accountId: teamId,
    framework: "nextjs",
    targets: production ? { production } : {},
    lastAliasRequest: lastAliasRequest ?? null,
    lastRollbackTarget: rolledBack && live ? { id: live.id } : null,
  };
  return { status: 200, body };
}

function listDomains({ domains, name }: VercelProject): RestAnswer {
  const rows = domains.map((domain) => ({
    name: domain.name,
    apexName: domain.name,
    projectId: name,
    gitBranch: domain.gitBranch,
    redirect: null,
    verified: true,
  }));
  return { status: 200, body: { domains: rows, pagination: { count: rows.length, next: null, prev: null } } };
}

function listDeployments(project: VercelProject, { query }: RestRequest): RestAnswer {
  const wanted = query.get("projectId") ?? query.get("app");
  if (wanted !== null && ![project.id, project.name].includes(wanted)) {
    return { status: 200, body: { deployments: [], pagination: { count: 0, next: null, prev: null } } };
  }
  const target = query.get("target");
  const states = query.get("state")?.split(",");
  const found = project.deployments
    .filter((deployment) => target === null || deployment.target === target)
    .filter((deployment) => states === undefined || states.includes(deployment.readyState))
    .slice(0, Number(query.get("limit") ?? 20) || 20)
    .map((deployment) => describeDeployment(deployment, project));
  return { status: 200, body: { deployments: found, pagination: { count: found.length, next: null, prev: null } } };
}

function oneDeployment(project: VercelProject, _request: RestRequest, id: string): RestAnswer {
  const found = project.deployments.find((deployment) => deployment.id === id || deployment.url === id);
  if (!found) return refusal(404, "not_found", `Can't find the deployment "${id}"`);
  return { status: 200, body: describeDeployment(found, project) };
}

/** POST /v13/deployments with the `deploymentId` of another: that one's source, with the variables of now. */
function deploy(project: VercelProject, { body }: RestRequest): RestAnswer {
  if (!isRecord(body) || body.name !== project.name) return refusal(400, "bad_request", "`name` must name the project");
  if (body.target !== undefined && body.target !== "production") {
    return refusal(400, "bad_request", "this double deploys to production only");
  }
  const from = project.deployments.find(({ id }) => id === body.deploymentId);
  if (body.deploymentId !== undefined && !from) return refusal(404, "not_found", "The deployment could not be found");
  const { record, done } = project.deploy("slowly", from && { commit: from.commit, branch: from.branch });
  done.catch(() => undefined);
  return { status: 200, body: describeDeployment(record, project) };
}

function point(type: "rollback" | "promote", project: VercelProject, _request: RestRequest, id: string): RestAnswer {
  const known = project.deployments.find((deployment) => deployment.id === id);
  if (!known) return refusal(404, "not_found", "The deployment could not be found");
  if (type === "rollback" && !known.wasLive) {
    return refusal(422, "invalid_rollback", "Only a deployment that served production can be rolled back to");
  }
  const pointed = project.point(type, id);
  if (!pointed) return refusal(409, "conflict", "It serves production already, or is not ready");
  return { status: type === "rollback" ? 201 : 202, body: {} };
}

function tailLogs(project: VercelProject, _request: RestRequest, id: string): RestAnswer | RestStream {
  if (!project.deployments.some((deployment) => deployment.id === id)) {
    return refusal(404, "not_found", "The deployment could not be found");
  }
  return (response) => project.logs.listen(id, response);
}
