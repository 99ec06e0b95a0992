import { randomBytes, randomUUID } from "node:crypto";
import { join } from "node:path";
import { openCleanup } from "../cleanup.ts";
import { createDatabase, runAsOwner } from "../database/admin.ts";
import { selfSigned } from "../net/certificate.ts";
import { openGate } from "../net/gate.ts";
import { startNameServer } from "../net/name-server.ts";
import { freePort } from "../net/ports.ts";
import { signToken } from "../net/signed-token.ts";
import { startStatusPages } from "../outside/status-pages.ts";
import { supervise } from "../process/supervisor.ts";
import type { RunningSystem, SystemContext } from "../system.ts";
import { pocketbrainAnswers } from "./answers.ts";
import { checkoutCommands } from "./checkout-commands.ts";
import { connectSession } from "./connect-session.ts";
import { pocketbrainFaults } from "./faults/faults.ts";
import { hostCommands } from "./host-commands.ts";
import { ORIGIN_NAME, openOrigin } from "./origin.ts";
import { type Pocketbrain, serverBase } from "./running.ts";
import { OWNER, RELEASE, SCHEMA } from "./schema.ts";
import type { ServerConfig } from "./server/server-context.ts";
import type { WorkerConfig } from "./worker/worker.ts";

/** The name that Cloudflare serves; it stands in requests only. */
const ZONE = "app.pocketbrain.test";

const NEXT = { KEY_ENCRYPTION_SECRET: "${secrets.nextSecret}" };

type Stops = (stop: () => Promise<void>) => void;

/** Database, Redis, the sync server behind nginx, and the Worker with its provider and the users' devices. */
export async function startPocketbrain(context: SystemContext): Promise<RunningSystem> {
  const cleanup = openCleanup();
  try {
    const system = await startSystem(context, cleanup.add);
    await system.worker.call("connect");
    await system.worker.call("warm-up");
    const commands = { ...hostCommands(system), ...checkoutCommands(system) };
    return {
      overlay: overlay(system, Object.keys(commands)),
      env: await secretsOf(system),
      faults: pocketbrainFaults(system),
      commands,
      answers: pocketbrainAnswers,
      stop: cleanup.run,
    };
  } catch (error) {
    await cleanup.run();
    throw error;
  }
}

async function startSystem(context: SystemContext, onStop: Stops): Promise<Pocketbrain> {
  const [database, redis, apiPort] = await Promise.all([openDatabase(context), openRedis(context), freePort()]);
  onStop(async () => database.pool.end());
  onStop(database.gate.close);
  const origin = await openOrigin(apiPort);
  onStop(origin.close);
  const door = await openGate({ port: origin.tlsPort });
  onStop(door.close);
  const route = await openGate({ port: door.port });
  onStop(route.close);
  const serverConfig: ServerConfig = {
    pace: context.pace,
    port: apiPort,
    databaseUrl: database.url,
    redisUrl: `redis://default:${redis.password}@127.0.0.1:${redis.port}`,
    authSecret: secret(),
    ticketSecret: secret(),
    logFile: join(context.dir, "pocketbrain.ndjson"),
  };
  const workerConfig = await planWorker(context, serverConfig, {
    VPS_API_ORIGIN: `https://127.0.0.1:${route.port}`,
    VPS_ORIGIN_NAME: ORIGIN_NAME,
    VPS_ORIGIN_CA: origin.certificate.cert,
  });
  const [server, worker] = await Promise.all([
    supervise(context, "pocketbrain-server", serverConfig),
    context.startChild("pocketbrain-worker", workerConfig),
  ]);
  onStop(server.stop);
  onStop(worker.stop);
  const host = { head: RELEASE, apiPort, hostPort: origin.hostPort, databaseUrl: database.url };
  const { pool, gate } = database;
  const [program, statusPages, names] = await Promise.all([
    context.writeProgram("pocketbrain-team", "stand-in"),
    startStatusPages(["cloudflare"]),
    startNameServer(),
  ]);
  onStop(statusPages.stop);
  onStop(names.close);
  return {
    context,
    pool,
    database: gate,
    redis,
    server,
    serverConfig,
    origin,
    door,
    route,
    worker,
    workerConfig,
    host,
    checkout: { serverEnv: "current" },
    statusPages,
    names,
    program,
  };
}

function secret(): string {
  return randomBytes(24).toString("hex");
}

async function openDatabase(context: SystemContext) {
  const ownerPassword = secret();
  const pool = await createDatabase(context.cluster, { name: OWNER, owner: OWNER, ownerPassword });
  await runAsOwner(pool, OWNER, SCHEMA);
  const gate = await openGate({ path: join(context.cluster.socketDir, ".s.PGSQL.5432") });
  const url = `postgres://${OWNER}:${ownerPassword}@127.0.0.1:${gate.port}/${OWNER}?sslmode=disable`;
  return { pool, gate, url };
}

async function openRedis(context: SystemContext): Promise<Pocketbrain["redis"]> {
  const port = await freePort();
  const password = secret();
  const present = await context.redis.start(port, password);
  if (!present) context.log("no redis-server on the PATH, so pocketbrain is without its Redis and says so");
  return { port, password, present };
}

/** wrangler.toml sets the time-out and the retries, and nothing about the circuit: so one failure opens it, for a second. */
async function planWorker(
  context: SystemContext,
  { authSecret }: ServerConfig,
  origin: WorkerConfig["vars"],
): Promise<WorkerConfig> {
  const [edge, edgeTls, local, provider] = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
  const ports = { edge, edgeTls, local, provider };
  return {
    pace: context.pace,
    zone: ZONE,
    ports,
    certificate: selfSigned({ name: ZONE, daysLeft: 60 }),
    authSecret,
    vars: {
      VPS_PROXY_TIMEOUT_MS: "10000",
      VPS_PROXY_RETRIES: "2",
      KEY_ENCRYPTION_SECRET: secret(),
      AI_SESSIONS: "bound",
      PROVIDER_BASE_URL: `http://127.0.0.1:${ports.provider}`,
      ...origin,
    },
  };
}

/** Of the operator's own account; it ends with the lab. */
function tokenOf({ authSecret }: ServerConfig): string {
  return signToken("JWT", { sub: "user_operator", exp: Math.floor(Date.now() / 1000) + 86_400 }, authSecret);
}

/** Values of the secrets that the overlay names; both sessions are connected by the active secret. */
async function secretsOf({ serverConfig, workerConfig }: Pocketbrain): Promise<RunningSystem["env"]> {
  const base = `http://127.0.0.1:${workerConfig.ports.edge}`;
  const [canary, spare] = await Promise.all([connectSession(base), connectSession(base)]);
  return {
    LAB_POCKETBRAIN_TOKEN: tokenOf(serverConfig),
    LAB_POCKETBRAIN_ACTIVE: workerConfig.vars.KEY_ENCRYPTION_SECRET ?? "",
    LAB_POCKETBRAIN_NEXT: secret(),
    LAB_POCKETBRAIN_CANARY: canary,
    LAB_POCKETBRAIN_SPARE: spare,
  };
}

function overlay(system: Pocketbrain, commands: readonly string[]): RunningSystem["overlay"] {
  const { workerConfig, door, serverConfig, context, program } = system;
  const { edge, edgeTls, local } = workerConfig.ports;
  const refusal = "DEPTH_ZERO_SELF_SIGNED_CERT";
  return {
    system: "pocketbrain",
    environment: "lab",
    vars: {
      serverBase: serverBase(system),
      edgeBase: `http://127.0.0.1:${edge}`,
      workerMetrics: `http://127.0.0.1:${local}/api/v1/metrics`,
      edgeHost: "127.0.0.1",
      edgePort: edgeTls,
      edgeName: ZONE,
      edgeRefusal: refusal,
      originHost: "localhost",
      nameServer: system.names.address,
      originPort: door.port,
      originName: ORIGIN_NAME,
      originRefusal: refusal,
      deviceId: randomUUID(),
      expectedHead: RELEASE,
      cloudflareStatus: system.statusPages.summaryOf("cloudflare"),
      log: serverConfig.logFile,
    },
    secrets: {
      token: "${env:LAB_POCKETBRAIN_TOKEN}",
      activeSecret: "${env:LAB_POCKETBRAIN_ACTIVE}",
      nextSecret: "${env:LAB_POCKETBRAIN_NEXT}",
      canarySession: "${env:LAB_POCKETBRAIN_CANARY}",
      spareSession: "${env:LAB_POCKETBRAIN_SPARE}",
    },
    commands: Object.fromEntries(
      commands.map((name) => {
        const argv = [program, `${context.control}/commands/pocketbrain/${name}`];
        return [name, { argv, timeout: "60s", ...(name === "nextSecretCheck" && { env: NEXT }) }];
      }),
    ),
  };
}
