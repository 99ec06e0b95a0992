import { randomUUID } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isRecord } from "../process/json-lines.ts";
import type { StandInCall, StandInResult } from "../stand-ins.ts";
import type { JobSeek } from "./running.ts";

const ASK_MS = 10_000;

interface Smoke {
  readonly system: JobSeek;
  /** Whose login it is stands in SMOKE_EMAIL and SMOKE_PASSWORD. */
  readonly env: StandInCall["env"];
  token: string;
  sourceRunId: string;
}

type Stage = readonly [name: string, passes: (smoke: Smoke) => Promise<boolean>];

/** The stages of scripts/smoke-e2e.ps1 that a cockpit can see something of, in their order. */
const STAGES: readonly Stage[] = [
  ["api-health", async ({ system }) => (await ask(system, "GET", "/health/test")).status === 200],
  ["auth-login", login],
  ["ops-metrics", async (smoke) => (await askSigned(smoke, "GET", "/api/ops/metrics")).status === 200],
  ["scrape-enqueue", enqueue],
  ["force-callback", forceCallback],
  ["dead-letter-replay", replay],
];

/**
 * Stands for `pnpm smoke:e2e`. It empties the directory of dead letters before anything else, and its callbacks have no
 * signature, so that an API which asks for one fails it.
 */
export async function smoke(system: JobSeek, env: StandInCall["env"]): Promise<StandInResult> {
  await rm(system.files.deadLetters, { recursive: true, force: true });
  await mkdir(system.files.deadLetters, { mode: 0o700 });
  const run: Smoke = { system, env, token: "", sourceRunId: "" };
  for (const [name, passes] of STAGES) {
    if (await passes(run).catch(() => false)) continue;
    return { exitCode: 1, stdout: `Smoke test failed at stage: ${name}\n` };
  }
  return {
    exitCode: 0,
    stdout: `Smoke test passed. sourceRunId=${run.sourceRunId} offers=1 matchId=${randomUUID()}\n`,
  };
}

interface Asked {
  readonly status: number;
  readonly data: Readonly<Record<string, unknown>>;
}

async function ask(
  { apiConfig }: JobSeek,
  method: string,
  path: string,
  { token, body }: { readonly token?: string; readonly body?: object } = {},
): Promise<Asked> {
  const response = await fetch(`http://127.0.0.1:${apiConfig.port}${path}`, {
    method,
    headers: {
      "x-forwarded-for": "10.1.0.1",
      ...(body && { "content-type": "application/json" }),
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    ...(body && { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(ASK_MS),
  });
  const answer: unknown = await response.json();
  return { status: response.status, data: isRecord(answer) && isRecord(answer.data) ? answer.data : {} };
}

function askSigned({ system, token }: Smoke, method: string, path: string, body?: object): Promise<Asked> {
  return ask(system, method, path, { token, ...(body && { body }) });
}

async function login(smoke: Smoke): Promise<boolean> {
  const body = { email: smoke.env.SMOKE_EMAIL, password: smoke.env.SMOKE_PASSWORD };
  const { data } = await ask(smoke.system, "POST", "/api/auth/login", { body });
  smoke.token = String(data.accessToken ?? "");
  return smoke.token !== "";
}

async function enqueue(smoke: Smoke): Promise<boolean> {
  const listingUrl = `http://127.0.0.1:${smoke.system.site.port}/praca?smoke=${randomUUID()}`;
  const { status, data } = await askSigned(smoke, "POST", "/api/job-sources/scrape", { listingUrl });
  smoke.sourceRunId = String(data.sourceRunId ?? "");
  return status === 201;
}

/** A callback that says that a run has ended and found nothing. */
function completed(sourceRunId: string): object {
  return { source: "pracuj-pl-it", sourceRunId, eventId: randomUUID(), status: "COMPLETED", jobs: [], scrapedCount: 0 };
}

/** WORKER_CALLBACK_TOKEN is among its variables, a secret to sign with is not. */
async function forceCallback({ system, sourceRunId }: Smoke): Promise<boolean> {
  const body = completed(sourceRunId);
  const token = system.apiConfig.env.WORKER_CALLBACK_TOKEN ?? "";
  return (await ask(system, "POST", "/api/job-sources/complete", { token, body })).status === 201;
}

async function replay(smoke: Smoke): Promise<boolean> {
  const { system, sourceRunId } = smoke;
  const payload = completed(sourceRunId);
  const letter = {
    callbackUrl: `${system.apiConfig.env.API_PUBLIC_URL}/api/job-sources/complete`,
    callbackToken: system.apiConfig.env.WORKER_CALLBACK_TOKEN,
    requestId: randomUUID(),
    payload,
    reason: "smoke",
    createdAt: new Date().toISOString(),
  };
  await writeFile(join(system.files.deadLetters, `smoke-${sourceRunId}-${Date.now()}.json`), JSON.stringify(letter));
  const { data } = await askSigned(smoke, "POST", "/api/ops/scrape/callbacks/replay");
  return Number(data.sent) >= 1;
}
