import { randomBytes } from "node:crypto";

export type ReadyState = "QUEUED" | "BUILDING" | "READY" | "ERROR" | "CANCELED";

export interface Source {
  readonly commit: string;
  readonly branch: string;
}

export interface DeploymentRecord extends Source {
  readonly id: string;
  readonly url: string;
  readonly target: "production" | "preview";
  readonly createdAt: number;
  /** The variables as they were when it was made. */
  readonly env: Readonly<Record<string, string>>;
  readonly action: "deploy" | "redeploy";
  readyState: ReadyState;
  readyAt: number | undefined;
  /** Whether the production domains have pointed to it. */
  wasLive: boolean;
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

export type NewDeployment = Source & Pick<DeploymentRecord, "target" | "env" | "action">;

export function newDeployment(project: string, given: NewDeployment): DeploymentRecord {
  const id = `dpl_${[...randomBytes(28)].map((byte) => ALPHABET[byte % ALPHABET.length]).join("")}`;
  const url = `${project}-${id.slice(4, 13).toLowerCase()}-lab.vercel.app`;
  return { ...given, id, url, createdAt: Date.now(), readyState: "QUEUED", readyAt: undefined, wasLive: false };
}

/** As the API shows it. The list calls the id `uid` and the times `created`; one deployment has `id` and `createdAt`. */
export function describeDeployment(record: DeploymentRecord, project: { readonly id: string; readonly name: string }) {
  const { id, url, target, createdAt, readyState, readyAt, commit, branch, action } = record;
  return {
    id,
    uid: id,
    name: project.name,
    projectId: project.id,
    url,
    target: target === "production" ? "production" : null,
    created: createdAt,
    createdAt,
    buildingAt: createdAt,
    ready: readyAt,
    state: readyState,
    readyState,
    readySubstate: readyState === "READY" ? (record.wasLive ? "PROMOTED" : "STAGED") : undefined,
    type: "LAMBDAS",
    source: action === "redeploy" ? "redeploy" : "git",
    meta: {
      githubCommitSha: commit,
      githubCommitRef: branch,
      githubCommitMessage: "lab",
      githubRepo: project.name,
      ...(action === "redeploy" ? { action: "redeploy" } : {}),
    },
  };
}
