import pg from "pg";
import type { StandIn, StandInResult } from "../stand-ins.ts";
import type { Host, Pocketbrain } from "./running.ts";
import { MIGRATION } from "./schema.ts";

const ASK_MS = 1_500;

/** What the team runs on the VPS, by the names of the system file. */
export function hostCommands(system: Pocketbrain): Readonly<Record<string, StandIn>> {
  return {
    hostReady: hostReady(system.host),
    redisRestart: () => redisRestart(system),
    databaseRestart: () => databaseRestart(system),
    apiRestart: () => apiRestart(system),
    serverDeploy: () => serverDeploy(system),
  };
}

/** What was set by hand in the running Redis is gone with its process. */
async function redisRestart({ context, redis }: Pocketbrain): Promise<StandInResult> {
  await context.redis.stop(redis.port);
  const started = await context.redis.start(redis.port, redis.password);
  return started ? done("Container redis Started") : refused("no such service: redis");
}

/** Ends every connection, so that the server's process ends, too, and is started again by its host. */
async function databaseRestart({ database }: Pocketbrain): Promise<StandInResult> {
  await database.set("refuse");
  await database.set("open");
  return done("Container postgres Started");
}

/** A server without its database does not come up, and its host goes on trying. */
async function apiRestart({ server }: Pocketbrain): Promise<StandInResult> {
  try {
    await server.restart();
    return done("Container api Started");
  } catch (error) {
    return refused(`Container api exited: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Applies the migrations by the way that the host takes, and starts the release again. */
async function serverDeploy(system: Pocketbrain): Promise<StandInResult> {
  const { pool, host } = system;
  const { migration_health: health } = await newestMigration(host.databaseUrl);
  if (health === "") return refused("migration failed: the database does not answer");
  const { version, checksum } = MIGRATION;
  await pool.query("insert into schema_migrations values ($1, $2, $3) on conflict do nothing", [
    version,
    checksum,
    Date.now(),
  ]);
  return apiRestart(system);
}

function done(said: string): StandInResult {
  return { exitCode: 0, stdout: `${said}\n` };
}

function refused(why: string): StandInResult {
  return { exitCode: 1, stdout: "", stderr: `${why}\n` };
}

/** Stands for verify-vps-remote.sh: lines of key=value, exit 0 when both /ready are 200 and the migration is there. */
function hostReady(host: Host): StandIn {
  return async () => {
    const [direct, proxied, migration] = await Promise.all([
      ask(`http://127.0.0.1:${host.apiPort}/ready`),
      ask(`http://127.0.0.1:${host.hostPort}/ready`),
      newestMigration(host.databaseUrl),
    ]);
    const health = await ask(`http://127.0.0.1:${host.hostPort}/health`);
    const lines = {
      remote_head: host.head,
      remote_repo_status: "clean",
      ready_status: proxied.status,
      ready_summary: proxied.body.slice(0, 120),
      api_ready_status: direct.status,
      ...migration,
      health_status: health.status,
    };
    const passed = direct.status === "200" && proxied.status === "200" && migration.migration_health === "ok";
    const stdout = Object.entries(lines).map(([key, value]) => `${key}=${value}\n`);
    return { exitCode: passed ? 0 : 1, stdout: stdout.join("") };
  };
}

/** As curl prints it: 000 when nothing answered. */
async function ask(url: string): Promise<{ readonly status: string; readonly body: string }> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(ASK_MS) });
    return { status: String(response.status), body: await response.text() };
  } catch {
    return { status: "000", body: "" };
  }
}

interface Migration {
  readonly migration_version: string;
  readonly migration_checksum: string;
  readonly migration_health: string;
}

/** Nothing but blanks when the database does not answer. */
async function newestMigration(databaseUrl: string): Promise<Migration> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: ASK_MS,
    query_timeout: ASK_MS,
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ checksum: string }>(
      "select checksum from schema_migrations where version = $1",
      [MIGRATION.version],
    );
    const [row] = rows;
    const health = row ? "ok" : "missing-row";
    return { migration_version: MIGRATION.version, migration_checksum: row?.checksum ?? "", migration_health: health };
  } catch {
    return { migration_version: "", migration_checksum: "", migration_health: "" };
  } finally {
    void client.end().catch(() => undefined);
  }
}
