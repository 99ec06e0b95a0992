import { createHash } from "node:crypto";
import pg from "pg";
import type { StandIn, StandInResult } from "../stand-ins.ts";
import type { TogetherBot } from "./running.ts";

const ASK_MS = 2_000;

/** What the team runs by hand, by the names of the system file. */
export function teamCommands(system: TogetherBot): Readonly<Record<string, StandIn>> {
  return { restart: () => restart(system), smoke: () => smoke(system), databaseUrl: () => databaseUrl(system) };
}

/**
 * Stands for `railway restart`: the same image with the variables of today, done when it is healthy. A bot that cannot
 * boot makes it fail, and its host goes on trying.
 */
async function restart({ supervisor, host }: TogetherBot): Promise<StandInResult> {
  try {
    await supervisor.restart({ databaseUrl: host.databaseUrl });
    return { exitCode: 0, stdout: "The latest deployment was restarted and is healthy\n" };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { exitCode: 1, stdout: "", stderr: `The deployment crashed: ${why}\n` };
  }
}

/**
 * Stands for `pnpm smoke` as it is at 053aa98: after the heading of its last part it always fails, since it does not wait
 * for the list of schedules (scripts/smoke.ts, missing await since ef10bed).
 */
async function smoke({ host }: TogetherBot): Promise<StandInResult> {
  const said = ["1) Environment schema: OK", "   NODE_ENV=production"];
  const client = new pg.Client({
    connectionString: host.databaseUrl,
    connectionTimeoutMillis: ASK_MS,
    query_timeout: ASK_MS,
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
    await client.query("select 1");
    said.push("2) Database connection: OK");
    await client.query("select version from public.version");
    said.push("3) pg-boss ping: OK (start/stop successful)", "4) Recurring schedule status:");
    return failed(said, "TypeError: configured is not iterable");
  } catch (error) {
    return failed(said, error instanceof Error ? error.message : String(error));
  } finally {
    void client.end().catch(() => undefined);
  }
}

function failed(said: readonly string[], why: string): StandInResult {
  const stdout = said.map((line) => `${line}\n`).join("");
  return { exitCode: 1, stdout, stderr: `Smoke script failed: ${why}\n` };
}

/** The fingerprint of the variable that the host gives the bot: enough to see that it has changed, and no secret. */
async function databaseUrl({ host }: TogetherBot): Promise<StandInResult> {
  return { exitCode: 0, stdout: `${fingerprint(host.databaseUrl)}\n` };
}

/** The first twelve hex digits of the SHA-256. */
export function fingerprint(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}
