import type { Cluster } from "./database/admin.ts";
import type { Fault } from "./faults.ts";
import type { SystemOverlay } from "./overlay.ts";
import type { Child, NoteHandler } from "./process/child-process.ts";
import type { StandIn } from "./stand-ins.ts";

/** "A", "B" and "H" are three states of the opsmantik code, a year apart, that a cockpit has to tell apart. */
export type Era = "A" | "B" | "H";

/** What the lab gives to a simulated system when it starts. */
export interface SystemContext {
  readonly era: Era;
  /** Divides every window, hold, look-back, schedule, expiry and traffic period. */
  readonly pace: number;
  readonly cluster: Cluster;
  readonly cockpitPassword: string;
  /** The lab's temporary folder. */
  readonly dir: string;
  /** The lab's control URL: notifications go to its /pages. */
  readonly control: string;
  readonly startChild: (name: string, config: unknown, onNote?: NoteHandler) => Promise<Child>;
  /** Writes an executable that stands for a command of the team and runs a program of the lab; answers its path. */
  readonly writeProgram: (name: string, child: string) => Promise<string>;
  readonly redis: RedisKeeper;
  readonly log: (line: string) => void;
}

/** Starts and stops a real redis-server on one port. */
export interface RedisKeeper {
  /** False when the machine has no redis-server. */
  start(port: number, password: string): Promise<boolean>;
  stop(port: number): Promise<void>;
}

export interface RunningSystem {
  readonly overlay: SystemOverlay;
  readonly env: Readonly<Record<string, string>>;
  readonly faults: readonly Fault[];
  /** What the teams' commands do here, by name; see `runStandIn`. */
  readonly commands?: Readonly<Record<string, StandIn>>;
  /** What a run without a screen answers, by runbook and step: words that a person would type. */
  readonly answers?: Answers;
  stop(): Promise<void>;
}

export type Answers = Readonly<Record<string, Readonly<Record<string, string | Readonly<Record<string, string>>>>>>;

export type StartSystem = (context: SystemContext) => Promise<RunningSystem>;
