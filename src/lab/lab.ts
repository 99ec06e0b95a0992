import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { openCleanup } from "./cleanup.ts";
import { writeControlFile } from "./control-file.ts";
import { type ControlServer, openControlServer } from "./control-server.ts";
import { createCockpitRole } from "./database/admin.ts";
import { createFaultBoard } from "./faults.ts";
import { startJobSeek } from "./job-seek/job-seek.ts";
import { startOpsmantik } from "./opsmantik/opsmantik.ts";
import { type Orphans, watchKeeper } from "./orphans.ts";
import { writeOverlay } from "./overlay.ts";
import { createPager } from "./pager.ts";
import { startPocketbrain } from "./pocketbrain/pocketbrain.ts";
import { type Child, startChild } from "./process/child-process.ts";
import { isRecord } from "./process/json-lines.ts";
import { writeProgram } from "./process/write-program.ts";
import type { StandIn } from "./stand-ins.ts";
import type { Era, RunningSystem, StartSystem, SystemContext } from "./system.ts";
import { startTogetherBot } from "./together-bot/together-bot.ts";

export { runLabChild } from "./run-child.ts";

const SYSTEMS: Readonly<Record<string, StartSystem>> = {
  opsmantik: startOpsmantik,
  pocketbrain: startPocketbrain,
  "together-bot": startTogetherBot,
  "job-seek": startJobSeek,
};

/** What the lab can simulate. */
export const LAB_SYSTEMS: readonly string[] = Object.keys(SYSTEMS);

export interface LabOptions {
  /** Ids, of `LAB_SYSTEMS`. */
  readonly systems: readonly string[];
  readonly era: Era;
  readonly pace: number;
  /** argv after process.execPath that starts a child of the lab; the child's name follows, its config comes by stdin. */
  readonly childArgv: readonly string[];
  readonly log: (line: string) => void;
  /** Where the control file is written, and looked for by `findLab`; the user's home when absent. */
  readonly home?: string;
}

export interface Lab {
  /** A file of several YAML documents: the lab, then one document a system. */
  readonly config: string;
  readonly control: string;
  /** The variables that the config's secrets refer to, OPSDECK_LAB_CONTROL and OPSDECK_STATE. */
  readonly env: Readonly<Record<string, string>>;
  /** Resolves when the lab ended by itself, because its servers were killed. */
  readonly lost: Promise<void>;
  /** Idempotent. */
  stop(): Promise<void>;
}

interface Foundation {
  readonly options: LabOptions;
  readonly keeper: Child;
  readonly control: ControlServer;
  readonly nonce: string;
  readonly dir: string;
  readonly context: SystemContext;
}

/** Starts the simulated systems on loopback. Whatever ends this process, SIGKILL included, ends them too. */
export async function startLab(options: LabOptions): Promise<Lab> {
  const unknown = options.systems.filter((id) => !(id in SYSTEMS));
  if (unknown.length > 0) throw new Error(`the lab has no system ${unknown.join(", ")}`);
  const cleanup = openCleanup();
  const { promise: lost, resolve: lose } = Promise.withResolvers<void>();
  void lost.then(cleanup.run);
  try {
    const foundation = await layFoundation(options, cleanup.add, lose);
    const started = options.systems.map(async (id) => {
      const system = await SYSTEMS[id]?.(foundation.context);
      if (system) cleanup.add(system.stop);
      return system;
    });
    const systems = (await Promise.all(started)).filter((system) => system !== undefined);
    return { ...(await open(foundation, systems)), lost, stop: cleanup.run };
  } catch (error) {
    await cleanup.run();
    throw error;
  }
}

async function layFoundation(
  options: LabOptions,
  onStop: (stop: () => Promise<void>) => void,
  lose: () => void,
): Promise<Foundation> {
  const nonce = randomBytes(16).toString("hex");
  const password = randomBytes(16).toString("hex");
  const cockpitPassword = randomBytes(16).toString("hex");
  const plan = { argv: options.childArgv, log: options.log };
  const control = await openControlServer(nonce, createPager());
  onStop(control.close);
  const keeper = await startChild({ ...plan, name: "keeper", config: { password } });
  const dir = String(keeper.ready.dir);
  const orphans = watchKeeper(keeper, dir, lose);
  orphans.add("postgres", Number(keeper.ready.postgresPid));
  onStop(() => {
    orphans.expectEnd();
    return keeper.stop();
  });
  const cluster = { socketDir: String(keeper.ready.socketDir), password };
  await createCockpitRole(cluster, cockpitPassword);
  const context: SystemContext = {
    era: options.era,
    pace: options.pace,
    cluster,
    cockpitPassword,
    dir,
    control: control.url,
    log: options.log,
    redis: redisKeeper(keeper, orphans),
    writeProgram: (name, child) => writeProgram(dir, name, [...options.childArgv, child]),
    startChild: async (name, config, onNote) => {
      const child = await startChild({ ...plan, name, config, ...(onNote && { onNote }) });
      await keeper.call("watch", { pid: child.pid });
      void child.exited.then(() => keeper.call("unwatch", { pid: child.pid })).catch(() => undefined);
      return child;
    },
  };
  return { options, keeper, control, nonce, dir, context };
}

function redisKeeper(keeper: Child, orphans: Orphans): SystemContext["redis"] {
  return {
    start: async (port, password) => {
      const started = await keeper.call("redis-start", { port, password });
      if (isRecord(started)) orphans.add(`redis ${port}`, Number(started.pid));
      return started !== null;
    },
    stop: async (port) => {
      await keeper.call("redis-stop", { port });
      orphans.remove(`redis ${port}`);
    },
  };
}

async function open(lab: Foundation, systems: readonly RunningSystem[]): Promise<Omit<Lab, "lost" | "stop">> {
  const { options, control, nonce, dir } = lab;
  const faults = new Map(systems.map((system) => [system.overlay.system, system.faults]));
  control.serve(createFaultBoard(faults), commandsOf(systems));
  const state = join(dir, "state");
  await mkdir(state, { mode: 0o700 });
  const config = join(dir, "lab.yaml");
  const header = { control: control.url, nonce, pace: options.pace, era: options.era };
  await writeFile(
    config,
    writeOverlay(
      header,
      systems.map((system) => system.overlay),
    ),
    { mode: 0o600 },
  );
  await writeAnswers(dir, systems);
  await announce(lab);
  const env = Object.assign({}, ...systems.map((system) => system.env)) as Record<string, string>;
  return {
    config,
    control: control.url,
    env: { ...env, OPSDECK_LAB_CONTROL: control.url, OPSDECK_STATE: state },
  };
}

/** `answers/SYSTEM-RUNBOOK.yaml` beside the config. */
async function writeAnswers(dir: string, systems: readonly RunningSystem[]): Promise<void> {
  const folder = join(dir, "answers");
  await mkdir(folder, { mode: 0o700 });
  const files = systems.flatMap(({ overlay, answers = {} }) =>
    Object.entries(answers).map(([runbook, steps]) => ({ name: `${overlay.system}-${runbook}.yaml`, steps })),
  );
  await Promise.all(files.map(({ name, steps }) => writeFile(join(folder, name), stringify(steps), { mode: 0o600 })));
}

function commandsOf(systems: readonly RunningSystem[]): ReadonlyMap<string, StandIn> {
  return new Map(
    systems.flatMap(({ overlay, commands = {} }) =>
      Object.entries(commands).map(([name, run]) => [`${overlay.system}/${name}`, run] as const),
    ),
  );
}

/** A home that cannot be written to costs the comfort of being found, not the lab. */
async function announce({ options, keeper, control, nonce }: Foundation): Promise<void> {
  try {
    const file = { control: control.url, nonce, pid: process.pid, startedAt: new Date().toISOString() };
    const path = await writeControlFile(options.home ?? homedir(), file);
    await keeper.call("control-file", { path, nonce });
  } catch (error) {
    options.log(`no control file: ${error instanceof Error ? error.message : String(error)}`);
  }
}
