import { text } from "node:stream/consumers";
import { ownEnv } from "./process/host-env.ts";
import { isRecord } from "./process/json-lines.ts";

export interface StandInCall {
  /** What follows the program's name. */
  readonly argv: readonly string[];
  readonly stdin: string;
  /** What the system file gives the command. */
  readonly env: Readonly<Record<string, string>>;
}

export interface StandInResult {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr?: string;
}

/** What one of a team's commands does to the simulated system, and what it prints. */
export type StandIn = (call: StandInCall) => Promise<StandInResult>;

/** How a system file runs a command. */
export interface CommandOverlay {
  readonly argv: readonly string[];
  readonly timeout: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** The program of every stand-in: hands its arguments and its stdin to the lab at `url`, and prints and ends as it says. */
export async function runStandIn([url = "", ...argv]: readonly string[]): Promise<never> {
  const stdin = process.stdin.isTTY ? "" : await text(process.stdin);
  const response = await fetch(url, { method: "POST", body: JSON.stringify({ argv, stdin, env: ownEnv() }) });
  const result: unknown = await response.json();
  if (!isRecord(result) || typeof result.exitCode !== "number")
    throw new Error(`no stand-in: ${JSON.stringify(result)}`);
  process.stderr.write(String(result.stderr ?? ""));
  const { exitCode } = result;
  process.stdout.write(String(result.stdout), () => process.exit(exitCode));
  return new Promise<never>(() => undefined);
}
