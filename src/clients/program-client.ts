import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { CheckError } from "../core/check-error.ts";
import type { ProgramClient, ProgramEnded, ProgramRun } from "../core/clients.ts";
import { shortDuration } from "../core/duration.ts";
import { tame } from "../core/hostile-text.ts";
import { collectOutput, type Output } from "./program-output.ts";
import type { Vault } from "./secret-vault.ts";
import { untilAborted } from "./until-aborted.ts";

export type ProgramEnv = Readonly<Record<string, string | undefined>>;

/** No other variable of opsdeck's own reaches a program: the rest of a shell's environment may hold secrets. */
const PASSED_ON = ["PATH", "HOME", "LANG", "TMPDIR"] as const;
const MAX_BYTES = 256 * 1024;
/** How long a program may take to leave by itself once it was asked to. */
const GRACE_MS = 1000;
/** How long a pipe is read on after the program has ended, when something outside its group holds it open. */
const DRAIN_MS = 500;

/** Starts programs without a shell, each in a process group of its own, and leaves none behind. */
export function createProgramClient(vault: Vault, host: ProgramEnv): ProgramClient & AsyncDisposable {
  const running = new Set<Running>();
  let closed = false;
  // The last chance when opsdeck ends without closing anything.
  const killAll = (): void => {
    for (const program of running) program.kill();
  };
  process.once("exit", killAll);
  return {
    async run(run, signal) {
      const env = await untilAborted(environmentOf(run, vault, host), signal);
      if (closed) throw new CheckError("aborted", `${run.name} was not started: opsdeck is closing`);
      const began = performance.now();
      const deadline = deadlineOf(run);
      const program = start(run, env);
      running.add(program);
      try {
        const ended = await untilAborted(program.ended, AbortSignal.any([signal, deadline.signal]));
        return { ...ended, ...textsOf(program, vault), tookMs: performance.now() - began };
      } finally {
        deadline.cancel();
        await program.end(GRACE_MS);
        running.delete(program);
      }
    },
    async [Symbol.asyncDispose]() {
      closed = true;
      await Promise.all([...running].map((program) => program.end(0)));
      process.off("exit", killAll);
    },
  };
}

async function environmentOf(run: ProgramRun, vault: Vault, host: ProgramEnv): Promise<Record<string, string>> {
  const env: Record<string, string> = {};
  for (const name of PASSED_ON) if (host[name] !== undefined) env[name] = host[name];
  for (const [name, text] of Object.entries(run.env ?? {})) env[name] = await vault.reveal(text);
  return env;
}

function deadlineOf({ name, timeoutMs }: ProgramRun): { readonly signal: AbortSignal; cancel(): void } {
  const controller = new AbortController();
  const stop = (): void => {
    const words = `${name} did not end in ${shortDuration(timeoutMs ?? 0)} and was stopped`;
    controller.abort(new CheckError("timeout", words));
  };
  const timer = timeoutMs === undefined ? undefined : setTimeout(stop, timeoutMs);
  return { signal: controller.signal, cancel: () => clearTimeout(timer) };
}

interface Running {
  /** Settles when the program has ended by itself and its output was read; rejects when it did not start or said too much. */
  readonly ended: Promise<Pick<ProgramEnded, "exitCode" | "signal">>;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Ends the whole group: asked first, killed after `graceMs`. Idempotent. */
  end(graceMs: number): Promise<void>;
  /** Kills the whole group, and waits for nothing. */
  kill(): void;
}

type Child = ChildProcessByStdio<null, Readable, Readable>;

function start(run: ProgramRun, env: Record<string, string>): Running {
  const child = spawned(run, env);
  const bounds = { name: run.name, maxBytes: run.maxBytes ?? MAX_BYTES, overflow: run.overflow ?? "fail" };
  const stdout = collectOutput(child.stdout, bounds);
  const stderr = collectOutput(child.stderr, bounds);
  const exited = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
  const kill = (): void => signalGroup(child, "SIGKILL");
  const end = async (graceMs: number): Promise<void> => {
    if (graceMs > 0 && isAlive(child)) {
      signalGroup(child, "SIGTERM");
      await within(graceMs, exited);
    }
    kill();
    child.stdout.destroy();
    child.stderr.destroy();
    await exited;
  };
  return { ended: endOf(child, run, [stdout, stderr]), stdout, stderr, end, kill };
}

function spawned({ argv: [file, ...args], name }: ProgramRun, env: Record<string, string>): Child {
  try {
    return spawn(file, args, { env, stdio: ["ignore", "pipe", "pipe"], detached: true, windowsHide: true });
  } catch (error) {
    throw startFailure(error, name, file);
  }
}

async function endOf(child: Child, { name, argv }: ProgramRun, outputs: readonly Output[]) {
  const exited = new Promise<void>((resolve, reject) => {
    child.once("error", (error) => reject(startFailure(error, name, argv[0])));
    child.once("exit", () => resolve());
  });
  const overflowed = Promise.race(outputs.map((output) => output.overflowed));
  await Promise.race([exited, overflowed]);
  // What it left behind may hold its pipes open for ever.
  signalGroup(child, "SIGKILL");
  await Promise.race([within(DRAIN_MS, Promise.all(outputs.map((output) => output.read))), overflowed]);
  return { exitCode: child.exitCode, signal: child.signalCode };
}

function startFailure(error: unknown, name: string, file: string): CheckError {
  const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
  const why = code === "ENOENT" ? "is not there" : code === "EACCES" ? "may not be run" : "cannot be started";
  return new CheckError("config", `${name}: the program ${tame(file, 100)} ${why}`, {
    code,
    hint: "name a program of the PATH, or its whole path, in argv",
  });
}

function isAlive(child: Child): boolean {
  return child.pid !== undefined && child.exitCode === null && child.signalCode === null;
}

/** The group has the number of the process that it began with. */
function signalGroup(child: Child, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // nobody is left in it
  }
}

/** Waits for `work`, but not longer than `ms`. */
function within(ms: number, work: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    const done = (): void => {
      clearTimeout(timer);
      resolve();
    };
    work.then(done, done);
  });
}

function textsOf({ stdout, stderr }: Running, vault: Vault): Pick<ProgramEnded, "stdout" | "stderr" | "cut"> {
  const { text, cut } = stdout.kept();
  return { stdout: vault.redact(text), stderr: vault.redact(stderr.kept().text), cut };
}
