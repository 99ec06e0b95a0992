import { createHash, randomBytes } from "node:crypto";
import { join } from "node:path";
import { openCleanup } from "../cleanup.ts";
import { COCKPIT_ROLE, createDatabase, runAsOwner } from "../database/admin.ts";
import { openGate } from "../net/gate.ts";
import { freePort } from "../net/ports.ts";
import { SENTRY_ORGANIZATION, startSentry } from "../outside/sentry-double.ts";
import { startStatusPages } from "../outside/status-pages.ts";
import { startVercel } from "../outside/vercel/vercel-double.ts";
import type { RunningSystem, SystemContext } from "../system.ts";
import { opsmantikAnswers } from "./answers.ts";
import { deploy } from "./deployment.ts";
import { openEdge } from "./edge.ts";
import { opsmantikFaults } from "./faults/faults.ts";
import { writeHistory } from "./history.ts";
import { writeProof } from "./proof-file.ts";
import { startQstash } from "./qstash/qstash-double.ts";
import type { Opsmantik } from "./running.ts";
import { OWNER, schemaOf } from "./schema.ts";
import { SITES } from "./sites.ts";
import { startTraffic } from "./traffic.ts";
import { verifyPartitionTriggers } from "./verify-partition-triggers.ts";

/** The commit of each era; only the first of them is known in full from public headers. */
const COMMITS = {
  A: "fe0d0a1000000000000000000000000000000000",
  B: "c1d30b47ea46f49ec5ecb95027a387905816c88b",
  H: "611a67a000000000000000000000000000000000",
} as const;
const BRANCH = "master";
const PROVIDERS = ["upstash", "vercel", "supabase"];

interface Secrets {
  readonly owner: string;
  readonly redis: string;
  readonly cron: string;
  readonly watchtower: string;
  readonly appToken: string;
  readonly cockpitToken: string;
  readonly vercel: string;
  readonly sentry: string;
  readonly keys: { readonly current: string; readonly next: string };
  /** Of the salted hash by which the app's token is proved. */
  readonly salt: string;
}

function makeSecrets(): Secrets {
  const secret = () => randomBytes(16).toString("hex");
  return {
    owner: secret(),
    redis: secret(),
    cron: secret(),
    watchtower: secret(),
    appToken: `app_${secret()}`,
    cockpitToken: `cockpit_${secret()}`,
    vercel: `vercel_${secret()}`,
    sentry: `sentry_${secret()}`,
    keys: { current: `sig_${secret()}`, next: `sig_${secret()}` },
    salt: secret(),
  };
}

/** Database, Redis, QStash, the app behind its edge, the services around it, and visitors. */
export async function startOpsmantik(context: SystemContext): Promise<RunningSystem> {
  const cleanup = openCleanup();
  const secrets = makeSecrets();
  try {
    const [database, redis, qstash, edge, sentry, status] = await Promise.all([
      openDatabase(context, secrets),
      openRedis(context, secrets),
      startQstash({ pace: context.pace, tokens: [secrets.appToken, secrets.cockpitToken], keys: secrets.keys }),
      openEdge(),
      startSentry({ pace: context.pace, tokens: [secrets.sentry] }),
      startStatusPages(PROVIDERS),
    ]);
    cleanup.add(async () => database.pool.end());
    cleanup.add(database.gate.close);
    cleanup.add(qstash.stop);
    cleanup.add(edge.close);
    cleanup.add(sentry.stop);
    cleanup.add(status.stop);
    const databaseUrl = (role: string, password?: string) =>
      `postgres://${role}${password === undefined ? "" : `:${password}`}@127.0.0.1:${database.gate.port}/${OWNER}?sslmode=disable`;
    const redisUrl = redis.present ? `redis://default:${secrets.redis}@127.0.0.1:${redis.port}` : "";
    const env = appEnv(context, secrets, {
      base: edge.url,
      qstash: qstash.url,
      database: databaseUrl(OWNER),
      ping: databaseUrl(COCKPIT_ROLE),
      redis: redisUrl,
    });
    const deployment = await deploy({
      context,
      edge,
      env,
      source: { commit: COMMITS[context.era], branch: BRANCH },
      domain: new URL(edge.url).hostname,
      logFile: join(context.dir, "opsmantik.log"),
      tokens: [secrets.vercel],
      onException: sentry.capture,
    });
    cleanup.add(deployment.stop);
    const vercel = await startVercel(deployment.project);
    cleanup.add(vercel.stop);
    const traffic = startTraffic(edge.url, context.pace);
    cleanup.add(async () => traffic.stop());
    const { pool, gate } = database;
    const outside = { vercel, sentry, status };
    const system: Opsmantik = { context, pool, database: gate, redis, qstash, edge, deployment, outside, traffic, env };
    await traffic.visit();
    const files = {
      proof: await writeProof(context),
      verify: await context.writeProgram("verify-partition-triggers.mjs", "stand-in"),
    };
    return {
      overlay: overlay(system, secrets, files),
      env: cockpitEnv(secrets, databaseUrl(COCKPIT_ROLE, context.cockpitPassword), redisUrl),
      faults: opsmantikFaults(system),
      commands: { verifyPartitionTriggers: () => verifyPartitionTriggers(pool) },
      answers: opsmantikAnswers,
      stop: cleanup.run,
    };
  } catch (error) {
    await cleanup.run();
    throw error;
  }
}

async function openDatabase(context: SystemContext, secrets: Secrets) {
  const pool = await createDatabase(context.cluster, { name: OWNER, owner: OWNER, ownerPassword: secrets.owner });
  await runAsOwner(pool, OWNER, schemaOf(context.era));
  await writeHistory(pool, context.pace);
  const gate = await openGate({ path: join(context.cluster.socketDir, ".s.PGSQL.5432") });
  return { pool, gate };
}

async function openRedis(context: SystemContext, secrets: Secrets): Promise<Opsmantik["redis"]> {
  const port = await freePort();
  const present = await context.redis.start(port, secrets.redis);
  if (!present) {
    context.log(
      "no redis-server on the PATH, so the redis check stays unknown: apt-get install redis-server, or brew install redis",
    );
  }
  return { port, password: secrets.redis, present };
}

interface Addresses {
  readonly base: string;
  readonly qstash: string;
  /** Without passwords: those are the keys of Supabase. */
  readonly database: string;
  readonly ping: string;
  readonly redis: string;
}

function appEnv(context: SystemContext, secrets: Secrets, addresses: Addresses): Record<string, string> {
  return {
    NEXT_PUBLIC_APP_URL: addresses.base,
    DATABASE_URL: addresses.database,
    SUPABASE_SERVICE_ROLE_KEY: secrets.owner,
    PING_DATABASE_URL: addresses.ping,
    SUPABASE_ANON_KEY: context.cockpitPassword,
    REDIS_URL: addresses.redis,
    QSTASH_URL: addresses.qstash,
    QSTASH_TOKEN: secrets.appToken,
    QSTASH_CURRENT_SIGNING_KEY: secrets.keys.current,
    QSTASH_NEXT_SIGNING_KEY: secrets.keys.next,
    ALLOWED_ORIGINS: SITES.map((site) => site.origin).join(","),
    CRON_SECRET: secrets.cron,
    WATCHTOWER_SECRET: secrets.watchtower,
    TELEGRAM_URL: `${context.control}/pages`,
  };
}

interface Files {
  readonly proof: string;
  /** The program that stands for the team's script. */
  readonly verify: string;
}

function overlay(
  { context, edge, qstash, deployment, outside }: Opsmantik,
  secrets: Secrets,
  files: Files,
): RunningSystem["overlay"] {
  const { project } = deployment;
  const { vercel, sentry, status } = outside;
  return {
    system: "opsmantik",
    environment: "lab",
    vars: {
      base: edge.url,
      origin: SITES[0]?.origin ?? "",
      branch: BRANCH,
      qstashUrl: qstash.url,
      vercelUrl: vercel.url,
      vercelProject: project.name,
      vercelTeam: project.teamId,
      sentryUrl: sentry.url,
      sentryOrganization: SENTRY_ORGANIZATION,
      statusUpstash: status.summaryOf("upstash"),
      statusVercel: status.summaryOf("vercel"),
      statusSupabase: status.summaryOf("supabase"),
      log: join(context.dir, "opsmantik.log"),
      proofFile: files.proof,
      qstashTokenHash: `${secrets.salt}:${createHash("sha256").update(`${secrets.salt}${secrets.appToken}`).digest("hex")}`,
    },
    secrets: {
      cronSecret: "${env:LAB_OPSMANTIK_CRON_SECRET}",
      watchtowerSecret: "${env:LAB_OPSMANTIK_WATCHTOWER_SECRET}",
      database: "${env:LAB_OPSMANTIK_DATABASE_URL}",
      redis: "${env:LAB_OPSMANTIK_REDIS_URL}",
      qstash: "${env:LAB_OPSMANTIK_QSTASH_TOKEN}",
      vercel: "${env:LAB_OPSMANTIK_VERCEL_TOKEN}",
      sentry: "${env:LAB_OPSMANTIK_SENTRY_TOKEN}",
      appToken: "${env:LAB_OPSMANTIK_APP_TOKEN}",
      signingKey: "${env:LAB_OPSMANTIK_SIGNING_KEY}",
      nextSigningKey: "${env:LAB_OPSMANTIK_NEXT_SIGNING_KEY}",
      serviceRoleKey: "${env:LAB_OPSMANTIK_SERVICE_ROLE_KEY}",
    },
    commands: {
      verifyPartitionTriggers: {
        argv: [files.verify, `${context.control}/commands/opsmantik/verifyPartitionTriggers`],
        timeout: "30s",
      },
    },
  };
}

/** Without a redis-server the variable is absent: a missing secret makes the check unknown. */
function cockpitEnv(secrets: Secrets, database: string, redis: string): Record<string, string> {
  return {
    LAB_OPSMANTIK_CRON_SECRET: secrets.cron,
    LAB_OPSMANTIK_WATCHTOWER_SECRET: secrets.watchtower,
    LAB_OPSMANTIK_DATABASE_URL: database,
    ...(redis ? { LAB_OPSMANTIK_REDIS_URL: redis } : {}),
    LAB_OPSMANTIK_QSTASH_TOKEN: secrets.cockpitToken,
    LAB_OPSMANTIK_VERCEL_TOKEN: secrets.vercel,
    LAB_OPSMANTIK_SENTRY_TOKEN: secrets.sentry,
    LAB_OPSMANTIK_APP_TOKEN: secrets.appToken,
    LAB_OPSMANTIK_SIGNING_KEY: secrets.keys.current,
    LAB_OPSMANTIK_NEXT_SIGNING_KEY: secrets.keys.next,
    LAB_OPSMANTIK_SERVICE_ROLE_KEY: secrets.owner,
  };
}
