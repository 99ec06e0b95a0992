import { z } from "zod";
import type { Text } from "./secret.ts";

/** A command of a system file, ready to be run: argv without a shell. Its arguments are plain, since anybody may read argv. */
export interface CommandPlan {
  readonly name: string;
  readonly argv: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, Text>>;
  readonly timeoutMs: number;
  /** How often a runbook step may try it. */
  readonly attempts: number;
}

/** A log of a system file: a file, what a command prints, or what an address streams. NDJSON in each case. */
export type LogPlan =
  | { readonly name: string; readonly file: string }
  | { readonly name: string; readonly command: CommandPlan }
  | { readonly name: string; readonly url: Text; readonly headers: Readonly<Record<string, Text>> };

/** What a parameter of a check may name: an entry of `commands` or of `logs` of its system. */
export type Named = "commands" | "logs";

/** A parameter that is written as the name of a command and comes to the kind as its plan; see CheckKind.names. */
export const commandParam = z
  .custom<CommandPlan>((value) => typeof value === "object" && value !== null && "argv" in value, {
    error: "write the name of a command, as it stands under commands",
  })
  .meta({ type: "string", description: "The name of a command under `commands`." });

/** The same for a log. */
export const logParam = z
  .custom<LogPlan>((value) => typeof value === "object" && value !== null && "name" in value, {
    error: "write the name of a log, as it stands under logs",
  })
  .meta({ type: "string", description: "The name of a log under `logs`." });
