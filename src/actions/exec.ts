import { join } from "node:path";
import { z } from "zod";
import { type ActionCommand, type ActionLook, defineAction, type Outcome } from "../core/action.ts";
import { CheckError } from "../core/check-error.ts";
import { tame } from "../core/hostile-text.ts";
import { text } from "../core/params.ts";
import { applied, notApplied, unknown } from "./parts/outcome.ts";
import { sleep } from "./parts/sleep.ts";

const params = z.strictObject({
  command: z.string().meta({ description: "The name under `commands` of the system file." }),
  args: z
    .array(z.string())
    .optional()
    .meta({ description: "Arguments after its own; anybody on the machine may read them." }),
  env: z.record(z.string(), text).optional(),
  stdin: text.optional().meta({ description: "Given to the command; the place for a secret." }),
  "success-codes": z.array(z.int()).min(1).default([0]),
});
type Params = z.output<typeof params>;

const LINES = 20;
const OUTPUT = 64 * 1024;
const POLL_MS = 300;

const endSchema = z.union([
  z.object({ error: z.string() }),
  z.object({ code: z.int().nullable(), signal: z.string().nullable(), late: z.boolean() }),
]);

/**
 * A command of the team, without a shell. It outlives opsdeck: its output and its end are files of the incident, by which
 * the next start finds it again.
 */
export const exec = defineAction({
  kind: "exec",
  title: "Run a command of the system file",
  params,
  minTier: 2,
  timeoutMs: () => 900_000,
  attempts: ({ command }, commands) => commands[command]?.attempts,
  target: ({ command }) => command,
  preview: ({ params: given, commands }) => {
    const { timeoutMs, env } = commandOf(given, commands);
    const named = Object.keys({ ...env, ...given.env }).map((name) => `env ${name}=••••••••`);
    const fed = given.stdin === undefined ? [] : ["stdin ••••••••"];
    const argv = argvOf(given, commands);
    const effect = `${given.command} runs once, for ${timeoutMs / 1000}s at most`;
    return Promise.resolve({
      requests: [argv.map((word) => JSON.stringify(word)).join(" "), ...named, ...fed],
      effect,
    });
  },
  run: async (context, signal) => {
    const { params: given, writes, commands } = context;
    const path = pathOf(context);
    const { timeoutMs, env } = commandOf(given, commands);
    const { stdin } = given;
    const program = {
      argv: argvOf(given, commands),
      timeoutMs,
      path,
      env: { ...env, ...given.env },
      ...(stdin !== undefined && { stdin }),
    };
    await writes.programs.start(program);
    return followed(context, path, signal);
  },
  look: (context, signal) => followed(context, pathOf(context), signal),
});

function commandOf({ command }: Params, commands: Readonly<Record<string, ActionCommand>>): ActionCommand {
  const known = Object.hasOwn(commands, command) ? commands[command] : undefined;
  if (known) return known;
  const names = Object.keys(commands).join(", ");
  throw new CheckError(
    "config",
    `the system file has no command "${command}"${names === "" ? "" : `; it has ${names}`}`,
  );
}

function argvOf(given: Params, commands: Readonly<Record<string, ActionCommand>>): readonly [string, ...string[]] {
  const [file, ...rest] = commandOf(given, commands).argv;
  return [file, ...rest, ...(given.args ?? [])];
}

/** Files of one request: the same name before and after a crash. */
function pathOf({ folder, key }: Pick<ActionLook<Params>, "folder" | "key">): string {
  return join(folder, `exec-${key.replaceAll(/[^\w.-]+/g, "-")}`);
}

/** Waits for the end of a command that was started, now or by a process that is gone. */
async function followed(context: ActionLook<Params>, path: string, signal: AbortSignal): Promise<Outcome> {
  const { params: given, commands, clients, clock, sentAt } = context;
  const until = (sentAt ?? clock.now()) + commandOf(given, commands).timeoutMs + 5000;
  for (;;) {
    const written = await clients.files.read(`${path}.end`, 1000, signal).catch(missing);
    if (written) return endOf(given, written.text, await outputOf(context, path, signal));
    if (clock.now() > until) return unknown(`${given.command} left no end: nobody knows whether it ran`);
    await sleep(POLL_MS, clock, signal);
    if (signal.aborted) return unknown(`${given.command} runs on without opsdeck`);
  }
}

function missing(error: unknown): undefined {
  if (error instanceof CheckError && error.kind === "config") return undefined;
  throw error;
}

async function outputOf({ clients }: ActionLook<Params>, path: string, signal: AbortSignal): Promise<string> {
  const tail = await clients.files.tail(`${path}.out`, OUTPUT, signal).catch(missing);
  const lines = (tail?.text ?? "").split("\n").filter((line) => line.trim() !== "");
  return lines
    .slice(-LINES)
    .map((line) => tame(line, 300))
    .join("\n");
}

function endOf({ command, "success-codes": good }: Params, written: string, output: string): Outcome {
  const end = endSchema.parse(JSON.parse(written));
  if ("error" in end) return notApplied(`${command} could not be started (${end.error})`);
  const facts = { exitCode: end.code, output: tame(output, 2000) };
  if (end.late) return unknown(`${command} did not end in its time and was stopped`);
  if (end.code !== null && good.includes(end.code)) return applied(`${command} ended with ${end.code}`, facts);
  const last = output.split("\n").at(-1) ?? "";
  const how = end.code === null ? `was ended by ${end.signal}` : `ended with ${end.code}`;
  // It ran: what it had done before it failed nobody knows.
  return { ...notApplied(`${command} ${how}${last === "" ? "" : `: ${last}`}`, facts), inPart: true };
}
