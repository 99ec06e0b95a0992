import { request } from "node:http";
import { readControlFiles } from "./control-file.ts";
import type { FaultState } from "./faults.ts";

/** How long a fault may take until it is really in effect: a restart or two, or a minute of a cron. */
const TURN_MS = 80_000;
/** The lab answers how a fault stands long before that. */
const ANSWER_MS = 20_000;
const LOOK_MS = 2_000;

/**
 * The control URL of this user's running lab: OPSDECK_LAB_CONTROL, else the one lab whose nonce answers. Rejects when two
 * run: a fault must not be switched where nobody looks.
 */
export async function findLab(
  env: Readonly<Record<string, string | undefined>>,
  home: string,
): Promise<string | undefined> {
  const given = env.OPSDECK_LAB_CONTROL;
  if (given) return given;
  const files = await readControlFiles(home);
  const proven = await Promise.all(files.map(({ control, nonce }) => proveLab(control, nonce)));
  const running = files.filter((_file, index) => proven[index]);
  if (running.length < 2) return running[0]?.control;
  const listed = running.map(({ control, startedAt }) => `${control} (since ${startedAt})`).join(", ");
  throw new Error(`${running.length} labs are running: ${listed}. Name one by OPSDECK_LAB_CONTROL`);
}

export async function listFaults(control: string): Promise<readonly FaultState[]> {
  const body = await call(control, "GET", "/faults", LOOK_MS);
  return (body as { faults: FaultState[] }).faults;
}

/** Resolves when the fault is really in effect; tells how it stands where that takes long. */
export function breakFault(control: string, id: string, onSlow?: Slow): Promise<void> {
  return turn(control, id, "break", onSlow);
}

/** Resolves when the system is well again. */
export function healFault(control: string, id: string, onSlow?: Slow): Promise<void> {
  return turn(control, id, "heal", onSlow);
}

/** `breaking`, `healing`, or `waiting` for another fault. */
type Slow = (turning: string) => void;

async function turn(control: string, id: string, word: "break" | "heal", onSlow: Slow = () => {}): Promise<void> {
  const end = Date.now() + TURN_MS;
  for (;;) {
    const { turning } = (await call(control, "POST", `/faults/${id}/${word}`, ANSWER_MS)) as { turning?: string };
    if (turning === undefined) return;
    if (Date.now() > end) throw new Error(`still ${turning} after ${TURN_MS / 1000} s`);
    onSlow(turning);
  }
}

/** Whether a lab with this nonce answers there, on loopback: what makes a target a lab and not production. */
export async function proveLab(control: string, nonce: string): Promise<boolean> {
  if (!isLoopback(control)) return false;
  try {
    const body = await call(control, "GET", "/nonce", LOOK_MS);
    return (body as { nonce?: unknown }).nonce === nonce;
  } catch {
    return false;
  }
}

function isLoopback(control: string): boolean {
  return URL.canParse(control) && new URL(control).hostname === "127.0.0.1";
}

function call(control: string, method: string, path: string, withinMs: number): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const outgoing = request(new URL(path, control), { method, agent: false, timeout: withinMs }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("end", () => settle(response.statusCode ?? 0, text, resolve, reject));
      response.on("error", reject);
    });
    outgoing.on("timeout", () => outgoing.destroy(new Error(`the lab did not answer within ${withinMs / 1000} s`)));
    outgoing.on("error", reject);
    outgoing.end();
  });
}

function settle(status: number, text: string, resolve: (body: unknown) => void, reject: (error: Error) => void): void {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    reject(new Error(`the lab answered ${status} and no JSON`));
    return;
  }
  if (status < 300) resolve(body);
  else reject(new Error((body as { error?: string } | null)?.error ?? `the lab answered ${status}`));
}
