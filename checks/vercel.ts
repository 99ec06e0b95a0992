import { z } from "zod";
import { defineCheck } from "../src/core/check.ts";
import { urlText } from "../src/core/params.ts";
import { apiTarget } from "./parts/outside-params.ts";
import { askProject, askVercel, productionOf, vercelGet, vercelShape } from "./parts/vercel-api.ts";
import { deploymentFacts } from "./parts/vercel-deployments.ts";
import { domainFacts, envFacts } from "./parts/vercel-settings.ts";

/** How many deployments are looked through for the youngest READY one. */
const DEPLOYMENTS = "20";

const FACTS = [
  "projectId",
  "deploymentId",
  "commit",
  "branch",
  "readyState",
  "createdAt",
  "latestId",
  "latestState",
  "latestCommit",
  "latestCreatedAt",
  "isNewest",
  "envCount",
  "missingCount",
  "missing",
  "editedCount",
  "edited",
  "env",
  "domainCount",
  "strayedCount",
  "strayed",
  "unverifiedCount",
  "unverified",
  "domains",
  "host",
  "hostShows",
];

/**
 * A project at Vercel, by four GETs of its REST API. Facts: of the live production deployment `deploymentId`, `commit`,
 * `branch`, `readyState`, `createdAt`, and `isNewest` (false after a rollback); of the youngest one made for production
 * `latestId`, `latestState`, `latestCommit`, `latestCreatedAt`; of the variables of production `envCount`, `missing` and
 * `missingCount` of those in `env`, `edited` and `editedCount` (after the live deployment was made, so not in effect),
 * table `env` of key, type, target, updatedAt, comment, editedAfter; table `domains` of name, verified, gitBranch, redirect,
 * with `strayed` (shows a branch) and `unverified`; of `serves` its `host` and `hostShows`: production, branch, unverified or
 * nothing (the project does not have it). Values of variables are never asked for. Failures: the network's,
 * `auth`, `throttled`, `status`, `parse`; `config` without a project.
 */
export const vercel = defineCheck({
  kind: "vercel",
  title: "Vercel project",
  params: z.strictObject({
    ...vercelShape,
    env: z.array(z.string().min(1)).default([]).meta({ description: "Variables that production must have." }),
    serves: urlText.optional().meta({ description: "The public address that production has to be at." }),
  }),
  target: apiTarget,
  requests: (p) => ({ [apiTarget(p)]: 4 }),
  secondhand: true,
  facts: () => FACTS,
  async run({ params, clients, trace }, signal) {
    const network = { clients, trace };
    const project = await askProject(network, params, signal);
    const id = typeof project.id === "string" ? project.id : params.project;
    const below = `/v9/projects/${encodeURIComponent(id)}`;
    const get = (path: string, query?: Record<string, string>) =>
      askVercel(network, vercelGet(params, path, query), signal);
    const deployments = await get("/v6/deployments", { projectId: id, target: "production", limit: DEPLOYMENTS });
    const env = await get(`${below}/env`);
    const domains = await get(`${below}/domains`);
    const live = productionOf(project);
    return {
      projectId: id,
      ...deploymentFacts(live, deployments),
      ...envFacts(env, params.env, live?.createdAt),
      ...domainFacts(domains, params.serves),
    };
  },
});
