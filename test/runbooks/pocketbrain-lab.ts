import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Ran } from "../helpers/cli.ts";
import { type CallOptions, type RunbookLab, startRunbookLab } from "./runbook-lab.ts";

/** A lab of pocketbrain. */
export interface PocketbrainLab extends RunbookLab {
  /** The public address, without TLS. */
  readonly edge: string;
  /** Restores a duty with the words that a person types. */
  restore(duty: string, words: string, env?: CallOptions["env"]): Promise<Ran>;
  /** What a command of the team does, as if it was typed by hand; answers its exit. */
  command(name: string, stdin?: string): Promise<number>;
}

/** Fast enough for tests, and slow enough that a device asks now and then within what a step waits for. */
export const PACE = 30;

export async function startPocketbrainLab(): Promise<PocketbrainLab> {
  const at = await startRunbookLab({ system: "pocketbrain", pace: PACE, provedBy: "command" });
  return {
    ...at,
    edge: at.vars.edgeBase ?? "",
    restore: async (duty, words, env = {}) => {
      const file = join(at.home, "words.yaml");
      await writeFile(file, `${duty}: ${words}\n`);
      return at.call(["restore", duty, "--answers", file], { env });
    },
    command: async (name, stdin = "") => {
      const body = JSON.stringify({ argv: [], stdin });
      const response = await fetch(`${at.lab.control}/commands/pocketbrain/${name}`, { method: "POST", body });
      return ((await response.json()) as { exitCode: number }).exitCode;
    },
  };
}
