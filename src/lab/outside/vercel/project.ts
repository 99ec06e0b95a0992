import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type DeploymentRecord, newDeployment, type Source } from "./deployments.ts";
import { createEnvStore, type EnvStore } from "./env-store.ts";
import { createLogStream, type LogStream } from "./log-stream.ts";

/** Seconds of real time that a build takes, and the switch of the domains to another deployment. */
const BUILD = 45;
const SWITCH = 5;

export interface Domain {
  readonly name: string;
  /** A domain with a branch shows that branch's deployment instead of production. */
  gitBranch: string | null;
}

export interface ProjectPlan {
  readonly name: string;
  readonly domain: string;
  readonly env: Readonly<Record<string, string>>;
  readonly source: Source;
  readonly pace: number;
  readonly tokens: readonly string[];
  /** Makes the domain show this deployment; resolves when requests reach it. */
  readonly serve: (deployment: DeploymentRecord, project: VercelProject) => Promise<void>;
  readonly log: (line: string) => void;
}

export interface AliasRequest {
  readonly fromDeploymentId: string | null;
  readonly toDeploymentId: string;
  jobStatus: "in-progress" | "succeeded" | "failed";
  readonly requestedAt: number;
  readonly type: "promote" | "rollback";
}

export interface VercelProject {
  readonly id: string;
  readonly name: string;
  readonly teamId: string;
  readonly env: EnvStore;
  readonly domains: readonly Domain[];
  readonly logs: LogStream;
  /** The youngest first. */
  readonly deployments: readonly DeploymentRecord[];
  /** What the production domains point to. */
  readonly live: DeploymentRecord | undefined;
  readonly lastAliasRequest: AliasRequest | undefined;
  readonly rolledBack: boolean;
  /** Whose requests are answered; a token that is revoked is taken away. */
  readonly tokens: Set<string>;
  /** A production deployment of this source with the variables as they are now. It takes a build's time, or none. */
  deploy(
    how: "slowly" | "at-once",
    source?: Source,
  ): { readonly record: DeploymentRecord; readonly done: Promise<void> };
  /** A deployment that never gets ready. */
  failBuild(): DeploymentRecord;
  /** Points the domains to another deployment, with the variables that it was made with. */
  point(type: AliasRequest["type"], id: string): { readonly done: Promise<void> } | undefined;
  /** Gives the first domain to the deployment of a branch, or back to production: what somebody did in its settings. */
  showBranch(source: Source | undefined): Promise<void>;
  /** Takes a deployment out of the list. */
  forget(id: string): void;
  stop(): void;
}

/** A project as Vercel keeps it: variables, deployments and which of them the domains show. */
export async function createProject(plan: ProjectPlan): Promise<VercelProject> {
  const state = new Project(plan);
  await state.deploy("at-once").done;
  return state;
}

class Project implements VercelProject {
  readonly id = `prj_${randomBytes(12).toString("hex")}`;
  readonly teamId = `team_${randomBytes(12).toString("hex")}`;
  readonly name: string;
  readonly env: EnvStore;
  readonly domains: readonly Domain[];
  readonly logs: LogStream;
  readonly tokens: Set<string>;
  deployments: readonly DeploymentRecord[] = [];
  live: DeploymentRecord | undefined;
  lastAliasRequest: AliasRequest | undefined;
  rolledBack = false;
  readonly #plan: ProjectPlan;
  readonly #ending = new AbortController();
  /** Changes of what is served, one after another. */
  #serving: Promise<void> = Promise.resolve();

  constructor(plan: ProjectPlan) {
    this.#plan = plan;
    this.name = plan.name;
    // Made a week ago, so that no variable is younger than the first deployment.
    this.env = createEnvStore(plan.env, Date.now() - 7 * 86_400_000);
    this.domains = [
      { name: plan.domain, gitBranch: null },
      { name: `${plan.name}.vercel.app`, gitBranch: null },
    ];
    this.logs = createLogStream(plan.domain);
    this.tokens = new Set(plan.tokens);
  }

  deploy(how: "slowly" | "at-once", source: Source = this.#plan.source) {
    const action = this.deployments.length === 0 ? "deploy" : "redeploy";
    const record = this.#record(source, action);
    return { record, done: this.#build(record, how === "slowly" ? BUILD : 0) };
  }

  failBuild(): DeploymentRecord {
    const record = this.#record(this.#plan.source, "deploy");
    record.readyState = "ERROR";
    return record;
  }

  point(type: AliasRequest["type"], id: string) {
    const to = this.deployments.find((deployment) => deployment.id === id && deployment.readyState === "READY");
    if (!to || to === this.live) return undefined;
    const request: AliasRequest = {
      fromDeploymentId: this.live?.id ?? null,
      toDeploymentId: id,
      jobStatus: "in-progress",
      requestedAt: Date.now(),
      type,
    };
    this.lastAliasRequest = request;
    return { done: this.#switch(to, request) };
  }

  async showBranch(source: Source | undefined): Promise<void> {
    const [domain] = this.domains;
    if (!domain || (source === undefined && domain.gitBranch === null)) return;
    domain.gitBranch = source?.branch ?? null;
    const env = this.env.production();
    const preview = source && newDeployment(this.name, { ...source, target: "preview", env, action: "deploy" });
    const shown = preview ?? this.live;
    const served = this.#serving.then(() => (shown ? this.#plan.serve(shown, this) : undefined));
    this.#serving = served.catch(() => undefined);
    await served;
  }

  forget(id: string): void {
    this.deployments = this.deployments.filter((deployment) => deployment.id !== id);
  }

  stop(): void {
    this.#ending.abort();
    this.logs.close();
  }

  #record(source: Source, action: DeploymentRecord["action"]): DeploymentRecord {
    const record = newDeployment(this.name, { ...source, target: "production", env: this.env.production(), action });
    this.deployments = [record, ...this.deployments];
    return record;
  }

  /** After a rollback the domains stay where they are until somebody promotes: so does Vercel. */
  async #build(record: DeploymentRecord, seconds: number): Promise<void> {
    record.readyState = "BUILDING";
    if (!(await this.#wait(seconds))) return;
    if (this.rolledBack && seconds > 0) {
      this.#ready(record);
      return;
    }
    await this.#serve(record);
    this.rolledBack = false;
  }

  async #switch(to: DeploymentRecord, request: AliasRequest): Promise<void> {
    if (!(await this.#wait(SWITCH))) return;
    try {
      await this.#serve(to);
      this.rolledBack = request.type === "rollback";
      request.jobStatus = "succeeded";
    } catch (error) {
      request.jobStatus = "failed";
      this.#plan.log(`vercel: ${request.type} failed: ${String(error)}`);
    }
  }

  #serve(record: DeploymentRecord): Promise<void> {
    const served = this.#serving.then(async () => {
      if (this.domains[0]?.gitBranch === null) await this.#plan.serve(record, this);
      this.#ready(record);
      record.wasLive = true;
      this.live = record;
    });
    this.#serving = served.catch(() => {
      if (record.readyState === "BUILDING") record.readyState = "ERROR";
    });
    return served;
  }

  #ready(record: DeploymentRecord): void {
    if (record.readyState === "READY") return;
    record.readyState = "READY";
    record.readyAt = Date.now();
  }

  /** False when the lab ends first. */
  async #wait(seconds: number): Promise<boolean> {
    if (seconds === 0) return true;
    const { signal } = this.#ending;
    return sleep((seconds * 1000) / this.#plan.pace, true, { signal }).catch(() => false);
  }
}
