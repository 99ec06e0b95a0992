import { signToken } from "../../net/signed-token.ts";
import { isRecord } from "../../process/json-lines.ts";
import { waitUntil } from "../../process/wait-until.ts";
import { type Pocketbrain, serverBase } from "../running.ts";

const EFFECT_MS = 45_000;
const ASK_MS = 3_000;

/** Counters and circuit of the Worker's isolate. */
export async function workerState({ worker }: Pocketbrain): Promise<Readonly<Record<string, number>>> {
  return (await worker.call("state")) as Record<string, number>;
}

/** Resolves when a counter of the Worker has grown, by what users' devices do at this moment. */
export async function untilCounted(system: Pocketbrain, counter: string): Promise<void> {
  const before = (await workerState(system))[counter] ?? 0;
  void system.worker.call("warm-up").catch(() => undefined);
  await waitUntil(`${counter} to grow`, async () => ((await workerState(system))[counter] ?? 0) > before, EFFECT_MS);
}

/** Resolves when requests pass again: the server is ready, and one of them has closed the circuit. */
export async function untilWell(system: Pocketbrain): Promise<void> {
  await waitUntil("the server to be ready", async () => (await ready(system))?.ok === true, EFFECT_MS);
  await waitUntil("the circuit to close", async () => closes(system), EFFECT_MS);
}

async function closes(system: Pocketbrain): Promise<boolean> {
  await system.worker.call("warm-up");
  return (await workerState(system)).openUntil === 0;
}

export async function ready({ serverConfig }: Pocketbrain): Promise<Record<string, unknown> | undefined> {
  try {
    const response = await fetch(`${serverBase({ serverConfig })}/ready`, { signal: AbortSignal.timeout(ASK_MS) });
    const body: unknown = await response.json();
    return isRecord(body) ? body : undefined;
  } catch {
    return undefined;
  }
}

/** One device that asks the server itself, past the Worker: it uses a ticket, then writes. Failures are not its business. */
export async function useServer({ serverConfig, workerConfig }: Pocketbrain): Promise<void> {
  const base = serverBase({ serverConfig });
  const token = signToken("JWT", { sub: "user_lab" }, workerConfig.authSecret);
  const headers = {
    authorization: `Bearer ${token}`,
    "x-device-id": "0b0b0b0b-0b0b-4b0b-8b0b-0b0b0b0b0b0b",
  };
  const ask = (path: string, init: RequestInit) =>
    fetch(`${base}${path}`, { ...init, signal: AbortSignal.timeout(ASK_MS) }).catch(() => undefined);
  const issued = await ask("/api/v2/events/ticket", { method: "POST", headers });
  const cookie = issued?.headers.getSetCookie()[0]?.split(";")[0] ?? "";
  const stream = await ask("/api/v2/events", { headers: { cookie } });
  await stream?.body?.cancel();
  const operation = { requestId: crypto.randomUUID(), op: "upsert", noteId: "note-1", note: { content: "hello" } };
  const pushed = await ask("/api/v2/sync/push", {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify({ operations: [operation] }),
  });
  await pushed?.arrayBuffer();
}

/** Resolves when no flag of /ready is left that says degraded. */
export async function untilUndegraded(system: Pocketbrain): Promise<void> {
  await waitUntil(
    "every flag of /ready to clear",
    async () => {
      await useServer(system);
      return (await degradedFlags(system)).length === 0;
    },
    EFFECT_MS,
  );
}

export async function degradedFlags(system: Pocketbrain): Promise<readonly string[]> {
  const { dependencies } = (await ready(system)) ?? {};
  if (!isRecord(dependencies)) return ["unknown"];
  return Object.entries(dependencies).flatMap(([name, one]) => (isRecord(one) && one.degraded === true ? [name] : []));
}
