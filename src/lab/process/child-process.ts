import { type ChildProcess, spawn } from "node:child_process";
import { childEnv } from "./host-env.ts";
import { isRecord, readJsonLines } from "./json-lines.ts";

/** How long a child may take from its start until it says that it is in service. */
const START_MS = 20_000;
/** How long a child may take to end after its stdin was closed; the keeper has servers to stop in that time. */
const END_MS = 8_000;

export interface Child {
  readonly name: string;
  readonly pid: number;
  /** What the child said when it came into service. */
  readonly ready: Readonly<Record<string, unknown>>;
  /** Resolves when the process has ended, however it ended. */
  readonly exited: Promise<void>;
  call(command: string, value?: unknown): Promise<unknown>;
  signal(name: NodeJS.Signals): void;
  /** Ends the process: its stdin is closed, and it is killed when it does not leave. Idempotent. */
  stop(): Promise<void>;
}

export interface ChildPlan {
  /** argv after process.execPath up to the child's name. */
  readonly argv: readonly string[];
  readonly name: string;
  /** Sent as the first line of stdin: secrets are neither in argv nor in the environment. */
  readonly config: unknown;
  readonly log: (line: string) => void;
  /** Gets what the child tells without being asked. */
  readonly onNote?: NoteHandler;
}

export type NoteHandler = (note: Readonly<Record<string, unknown>>) => void;

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Starts a child of the lab in a session of its own (Ctrl-C in the terminal must reach only the lab) and waits for it. */
export async function startChild(plan: ChildPlan): Promise<Child> {
  const child = spawn(process.execPath, [...plan.argv, plan.name], {
    stdio: ["pipe", "pipe", "pipe"],
    detached: true,
    env: childEnv(),
  });
  const waiting = new Map<number, Waiting>();
  const ready = Promise.withResolvers<Record<string, unknown>>();
  const exited = watchExit(child, plan, waiting, ready.reject);
  listen(child, plan, waiting, ready.resolve);
  child.stdin.on("error", () => undefined);
  child.stdin.write(`${JSON.stringify(plan.config)}\n`);
  const timer = setTimeout(() => ready.reject(new Error(`${plan.name} did not start`)), START_MS);
  try {
    return handle(child, plan.name, { waiting, exited, ready: await ready.promise });
  } catch (error) {
    await handle(child, plan.name, { waiting, exited, ready: {} }).stop();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

function listen(
  child: ChildProcess,
  plan: ChildPlan,
  waiting: Map<number, Waiting>,
  onReady: (value: Record<string, unknown>) => void,
): void {
  const say = (line: string) => plan.log(`${plan.name}: ${line}`);
  if (child.stderr) readJsonLines(child.stderr, (value) => say(JSON.stringify(value)), say);
  if (!child.stdout) return;
  readJsonLines(
    child.stdout,
    (message) => {
      if (!isRecord(message)) return;
      if (isRecord(message.note)) {
        plan.onNote?.(message.note);
        return;
      }
      if (isRecord(message.ready)) onReady(message.ready);
      const id = Number(message.id);
      const call = waiting.get(id);
      waiting.delete(id);
      if ("error" in message) call?.reject(new Error(String(message.error)));
      else call?.resolve(message.result);
    },
    say,
  );
}

function watchExit(
  child: ChildProcess,
  plan: ChildPlan,
  waiting: Map<number, Waiting>,
  onEarlyEnd: (error: Error) => void,
): Promise<void> {
  return new Promise((resolve) => {
    const end = (why: string) => {
      const error = new Error(`${plan.name} ended (${why})`);
      onEarlyEnd(error);
      for (const call of waiting.values()) call.reject(error);
      waiting.clear();
      resolve();
    };
    child.once("error", (error) => end(error.message));
    child.once("exit", (code, signal) => end(signal ?? `exit ${code}`));
  });
}

interface Wiring {
  readonly waiting: Map<number, Waiting>;
  readonly exited: Promise<void>;
  readonly ready: Record<string, unknown>;
}

function handle(child: ChildProcess, name: string, wiring: Wiring): Child {
  let lastId = 0;
  return {
    name,
    pid: child.pid ?? -1,
    ready: wiring.ready,
    exited: wiring.exited,
    call: (command, value) =>
      new Promise((resolve, reject) => {
        if (child.exitCode !== null || child.signalCode !== null) {
          reject(new Error(`${name} is not running`));
          return;
        }
        lastId += 1;
        wiring.waiting.set(lastId, { resolve, reject });
        child.stdin?.write(`${JSON.stringify({ id: lastId, command, value })}\n`);
      }),
    signal: (signal) => void child.kill(signal),
    stop: async () => {
      child.stdin?.end();
      child.kill("SIGCONT");
      const timer = setTimeout(() => child.kill("SIGKILL"), END_MS);
      await wiring.exited;
      clearTimeout(timer);
    },
  };
}
