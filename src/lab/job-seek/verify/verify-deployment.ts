import { setTimeout as sleep } from "node:timers/promises";

type Variables = Readonly<Record<string, string | undefined>>;
type Part = "api" | "worker" | "web";

interface Verified {
  readonly enabled: boolean;
  readonly ok: boolean;
  readonly reason: string;
  readonly url: string;
}

const PARTS: readonly Part[] = ["api", "worker", "web"];
const TITLES = { api: "API", worker: "Worker", web: "Web" } as const;
const ASK_MS = 5_000;

/**
 * Stands for scripts/verify-deployment.sh: its variables, its lines, its summary and its exits (nest-test 99, 99b). Answers
 * the exit status.
 */
export async function verifyDeployment(env: Variables, print: (line: string) => unknown): Promise<number> {
  const missing = PARTS.map((part) => `${part.toUpperCase()}_BASE_URL`).find((name) => !env[name]);
  if (missing !== undefined) {
    print(`Missing required env var: ${missing}`);
    return 1;
  }
  const verifiedAt = new Date().toISOString().replace(/\.\d+Z$/, "Z");
  const seen: Record<string, Verified> = {};
  for (const part of PARTS) seen[part] = await verify(part, env, print);
  const details = (part: Part) => ({ ...seen[part], service: "", revision: "", image: "" });
  const summary = Object.fromEntries(PARTS.map((part) => [part, details(part)]));
  print(JSON.stringify({ releaseSha: env.RELEASE_SHA ?? "", verifiedAt, ...summary }, null, 2));
  const failed = PARTS.find((part) => seen[part]?.enabled && !seen[part]?.ok);
  if (failed === undefined) {
    print("Deployment verification passed.");
    return 0;
  }
  print(`Deployment verification failed for ${TITLES[failed]}: ${seen[failed]?.reason}`);
  return 1;
}

async function verify(part: Part, env: Variables, print: (line: string) => unknown): Promise<Verified> {
  const url = env[`${part.toUpperCase()}_BASE_URL`] ?? "";
  if (env[`VERIFY_${part.toUpperCase()}`] === "false") return { enabled: false, ok: false, reason: "", url };
  const retries = Number(env.VERIFY_RETRIES ?? 12);
  let reason = "";
  for (let attempt = 1; attempt <= retries; attempt += 1) {
    reason = await LOOKS[part](url);
    if (reason === "") {
      print(`${part} verification OK on attempt ${attempt}`);
      return { enabled: true, ok: true, reason, url };
    }
    print(`${part} verification attempt ${attempt}/${retries} failed`);
    if (attempt < retries) await sleep(Number(env.VERIFY_DELAY_SEC ?? 5) * 1000);
  }
  return { enabled: true, ok: false, reason, url };
}

/** Why a part is not as it should be, or an empty text. The second look at the API counts against its throttle. */
const LOOKS: Readonly<Record<Part, (url: string) => Promise<string>>> = {
  api: async (url) => {
    const health = await ask(`${url}/health`);
    if (health.code !== "200") return `api-health-${health.code}`;
    const probe = await ask(`${url}/api/job-sources/runs`);
    return probe.code === "401" || probe.code === "403" ? "" : `api-auth-probe-${probe.code}`;
  },
  worker: async (url) => {
    const health = await ask(`${url}/health`);
    if (health.code !== "200") return `worker-health-${health.code}`;
    const probe = await ask(`${url}/tasks`, { method: "POST", body: "{}" });
    return probe.code === "401" ? "" : `worker-auth-probe-${probe.code}`;
  },
  web: async (url) => {
    const health = await ask(`${url}/health`);
    if (health.code !== "200") return `web-health-${health.code}`;
    const root = await ask(`${url}/`);
    if (!["200", "307", "308"].includes(root.code)) return `web-root-${root.code}`;
    return root.type.includes("text/html") ? "" : `web-root-content-type-${root.type}`;
  },
};

/** Code 000 is no connection, as curl has it. */
async function ask(url: string, init: RequestInit = {}): Promise<{ code: string; type: string }> {
  try {
    const response = await fetch(url, { ...init, redirect: "manual", signal: AbortSignal.timeout(ASK_MS) });
    await response.body?.cancel();
    return { code: String(response.status), type: response.headers.get("content-type") ?? "" };
  } catch {
    return { code: "000", type: "" };
  }
}
