import type { DeploymentRecord, Source } from "../outside/vercel/deployments.ts";
import { createProject, type VercelProject } from "../outside/vercel/project.ts";
import type { Child } from "../process/child-process.ts";
import { isRecord } from "../process/json-lines.ts";
import type { SystemContext } from "../system.ts";
import type { AppConfig, LoggedLine } from "./app/app-context.ts";
import type { Edge } from "./edge.ts";

type Variables = Readonly<Record<string, string | undefined>>;

/** The app as its Vercel project runs it: variables reach it only with the next deployment. */
export interface Deployment {
  readonly project: VercelProject;
  /** Edits variables under a name, an empty one away; undefined puts back what was there before. Deploys nothing. */
  edit(name: string, env: Variables | undefined): void;
  /** Edits variables, and deploys again. */
  override(name: string, env: Variables | undefined): Promise<void>;
  /** Ends the running deployment; the edge then has nobody to ask. */
  crash(): Promise<void>;
  redeploy(): Promise<void>;
  stop(): Promise<void>;
}

export interface DeploymentPlan {
  readonly context: SystemContext;
  readonly edge: Edge;
  readonly logFile: string;
  readonly source: Source;
  readonly domain: string;
  readonly env: Readonly<Record<string, string>>;
  /** Tokens of Vercel's API. */
  readonly tokens: readonly string[];
  /** An exception that the app has reported, by method and route. */
  readonly onException: (transaction: string) => void;
}

interface Running {
  child: Child | undefined;
  /** Of the deployment that gets the requests. */
  id: string | undefined;
}

export async function deploy(plan: DeploymentPlan): Promise<Deployment> {
  const { context, edge, domain, env, source, tokens } = plan;
  const running: Running = { child: undefined, id: undefined };
  const project = await createProject({
    name: "opsmantik",
    domain,
    env,
    source,
    pace: context.pace,
    tokens,
    serve: (record, of) => swap(plan, running, record, of),
    log: context.log,
  });
  edge.onAnswer(({ method, path, status }) =>
    project.logs.write(running.id, { level: levelOf(status), message: "", source: "request", method, path, status }),
  );
  const edit = editor(project);
  const redeploy = () => project.deploy("at-once").done;
  return {
    project,
    edit,
    redeploy,
    override: async (name, change) => {
      edit(name, change);
      await redeploy();
    },
    crash: async () => {
      edge.route(undefined);
      running.child?.signal("SIGKILL");
      await running.child?.exited;
      running.child = undefined;
    },
    stop: async () => {
      project.stop();
      edge.route(undefined);
      await running.child?.stop();
    },
  };
}

/** Remembers under each name what its variables were. */
function editor({ env }: VercelProject): Deployment["edit"] {
  const before = new Map<string, Variables>();
  return (name, change) => {
    const wanted = change ?? before.get(name) ?? {};
    const now = Object.fromEntries(Object.keys(wanted).map((key) => [key, env.ofProduction(key)?.value]));
    if (change) before.set(name, { ...now, ...before.get(name) });
    else before.delete(name);
    for (const [key, value] of Object.entries(wanted)) {
      const known = env.ofProduction(key);
      if (known && value) env.change(known.id, { value });
      else if (known) env.remove(known.id);
      else if (value) env.add({ key, value });
    }
  };
}

async function swap(plan: DeploymentPlan, running: Running, record: DeploymentRecord, project: VercelProject) {
  const { context, logFile, edge } = plan;
  const before = running.child;
  const env = { ...record.env, VERCEL_GIT_COMMIT_SHA: record.commit, VERCEL_GIT_COMMIT_REF: record.branch };
  const config: AppConfig = { era: context.era, pace: context.pace, logFile, env };
  const child = await context.startChild("opsmantik-app", config, (note) => {
    for (const entry of entriesOf(note)) {
      project.logs.write(record.id, entry);
      if (EXCEPTIONS.test(entry.message)) plan.onException(`${entry.method} ${entry.path}`);
    }
  });
  running.child = child;
  running.id = record.id;
  edge.route(Number(child.ready.port));
  await before?.stop();
}

/** Messages of the app that come with an exception. */
const EXCEPTIONS = /"msg":"(QSTASH_PUBLISH_ERROR|QSTASH_PUBLISH_FAILED|QSTASH_WORKER_ERROR)"/;

/** What a request has logged, as rows of the platform's log. */
function entriesOf({ method, path, status, lines }: Readonly<Record<string, unknown>>) {
  if (typeof method !== "string" || typeof path !== "string" || !Array.isArray(lines)) return [];
  return lines.filter(isLine).map(({ level, message }) => ({
    level: level === "warn" ? ("warning" as const) : level === "error" ? ("error" as const) : ("info" as const),
    message,
    source: "serverless" as const,
    method,
    path,
    status: Number(status),
  }));
}

function isLine(value: unknown): value is LoggedLine {
  return isRecord(value) && typeof value.level === "string" && typeof value.message === "string";
}

function levelOf(status: number): "info" | "warning" | "error" {
  return status >= 500 ? "error" : status >= 400 ? "warning" : "info";
}
