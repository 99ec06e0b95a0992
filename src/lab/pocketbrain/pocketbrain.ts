import { randomBytes, randomUUID } from "node:crypto";
import { join } from "node:path";
import { openCleanup } from "../cleanup.ts";
import { createDatabase, runAsOwner } from "../database/admin.ts";
import { selfSigned } from "../net/certificate.ts";
import { openGate } from "../net/gate.ts";
import { startNameServer } from "../net/name-server.ts";
import { freePort } from "../net/ports.ts";
import { startStatusPages } from "../outside/status-pages.ts";
import { supervise } from "../process/supervisor.ts";
import type { RunningSystem, SystemContext } from "../system.ts";
import { pocketbrainFaults } from "./faults/faults.ts";
import { hostReady } from "./host-commands.ts";
import { ORIGIN_NAME, openOrigin } from "./origin.ts";
import { type Pocketbrain, serverBase } from "./running.ts";
import { OWNER, RELEASE, SCHEMA } from "./schema.ts";
import type { ServerConfig } from "./server/server-context.ts";
import { signToken } from "./server/signed-token.ts";
import type { WorkerConfig } from "./worker/worker.ts";

/** The name that Cloudflare serves; it stands in requests only. */
const ZONE = "app.pocketbrain.test";

type Stops = (stop: () => Promise<void>) => void;

/** Database, Redis, the sync server behind nginx, and the Worker with its provider and the users' devices. */
export async function startPocketbrain(context: SystemContext): Promise<RunningSystem> {
  const cleanup = openCleanup();
  try {
    const system = await startSystem(context, cleanup.add);
    await system.worker.call("connect");
    await system.worker.call("warm-up");
    return {
      overlay: overlay(system),
      env: { LAB_POCKETBRAIN_TOKEN: tokenOf(system.serverConfig) },
      faults: pocketbrainFaults(system),
      commands: { hostReady: hostReady(system.host) },
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
    context.writeProgram("verify-vps-remote.sh", "stand-in"),
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

function overlay(system: Pocketbrain): RunningSystem["overlay"] {
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
    secrets: { token: "${env:LAB_POCKETBRAIN_TOKEN}" },
    commands: { hostReady: { argv: [program, `${context.control}/commands/pocketbrain/hostReady`], timeout: "60s" } },
  };
}
