import { setTimeout as sleep } from "node:timers/promises";
import { failure, json, type WorkerAnswer } from "./answer.ts";
import { type Isolate, type ProviderCause, pacedTimeout } from "./isolate.ts";
import type { ProviderCircuit } from "./provider-circuit.ts";

const ATTEMPTS = 3;
const TIMEOUT_MS = 12_000;
const BACKOFF_MS = 250;

const SAID = {
  provider_timeout: { status: 504, code: "TIMEOUT" },
  provider_5xx: { status: 502, code: "PROVIDER_UNAVAILABLE" },
  provider_circuit_open: { status: 503, code: "PROVIDER_UNAVAILABLE" },
  provider_network_error: { status: 503, code: "NETWORK" },
} as const satisfies Record<ProviderCause, { status: number; code: string }>;

/** Asks the AI provider with the user's key: three attempts, each of which counts for the circuit. */
export async function askProvider(isolate: Isolate, circuit: ProviderCircuit, apiKey: string): Promise<WorkerAnswer> {
  for (let attempt = 1; ; attempt += 1) {
    if (circuit.open) return refuse(isolate, "provider_circuit_open");
    const asked = await ask(isolate, apiKey);
    if (asked === undefined) {
      circuit.succeeded();
      return json(200, { ok: true, result: { tags: ["idea"] } });
    }
    if (asked === "provider_timeout") isolate.metrics.timeouts += 1;
    if (circuit.failed()) isolate.metrics.circuitOpens += 1;
    if (attempt >= ATTEMPTS) return refuse(isolate, asked);
    isolate.metrics.retries += 1;
    await sleep((BACKOFF_MS * 2 ** attempt) / isolate.pace);
  }
}

/** What went wrong, or undefined. */
async function ask({ vars, pace }: Isolate, apiKey: string): Promise<ProviderCause | undefined> {
  try {
    const response = await fetch(`${vars.PROVIDER_BASE_URL}/v1/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
      body: JSON.stringify({ messages: [{ role: "user", content: "a note" }] }),
      signal: AbortSignal.timeout(pacedTimeout(TIMEOUT_MS, pace, ATTEMPTS)),
    });
    await response.arrayBuffer();
    return response.status >= 500 ? "provider_5xx" : undefined;
  } catch (error) {
    return error instanceof Error && error.name === "TimeoutError" ? "provider_timeout" : "provider_network_error";
  }
}

function refuse(isolate: Isolate, cause: ProviderCause): WorkerAnswer {
  isolate.provider[cause] += 1;
  return failure(isolate, { ...SAID[cause], message: "AI provider is unavailable.", retryable: true, cause });
}
