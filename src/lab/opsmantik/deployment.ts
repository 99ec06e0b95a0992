import type { Child } from "../process/child-process.ts";
import type { SystemContext } from "../system.ts";
import type { AppConfig } from "./app/app-context.ts";
import type { Edge } from "./edge.ts";

/** Stands for the Vercel project: variables that reach the app only with the next deployment. */
export interface Deployment {
  /** Overrides variables under a name and deploys again; undefined takes the override away. */
  override(name: string, env: Readonly<Record<string, string>> | undefined): Promise<void>;
  /** Ends the running deployment; the edge then has nobody to ask. */
  crash(): Promise<void>;
  redeploy(): Promise<void>;
  stop(): Promise<void>;
}

export interface DeploymentPlan {
  readonly context: SystemContext;
  readonly edge: Edge;
  readonly logFile: string;
  readonly env: Readonly<Record<string, string>>;
}

export async function deploy(plan: DeploymentPlan): Promise<Deployment> {
  const overrides = new Map<string, Readonly<Record<string, string>>>();
  let running: Child | undefined;
  const redeploy = async () => {
    const before = running;
    running = await start(plan, Object.assign({}, plan.env, ...overrides.values()));
    plan.edge.route(Number(running.ready.port));
    await before?.stop();
  };
  const crash = async () => {
    plan.edge.route(undefined);
    running?.signal("SIGKILL");
    await running?.exited;
    running = undefined;
  };
  await redeploy();
  return {
    redeploy,
    crash,
    override: async (name, env) => {
      if (env) overrides.set(name, env);
      else overrides.delete(name);
      await redeploy();
    },
    stop: async () => {
      plan.edge.route(undefined);
      await running?.stop();
    },
  };
}

function start({ context, logFile }: DeploymentPlan, env: Readonly<Record<string, string>>): Promise<Child> {
  const config: AppConfig = { era: context.era, pace: context.pace, logFile, env };
  return context.startChild("opsmantik-app", config);
}
