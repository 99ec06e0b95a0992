import { signCallback } from "../callback-signature.ts";
import { setting, type WorkerContext } from "./worker-context.ts";

export interface SignedRequest {
  readonly url: string;
  readonly token: string;
  readonly requestId: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly sourceRunId: string;
  readonly status: string;
  readonly eventId: string;
}

const ASK_MS = 5_000;

/** One request to the API, signed by this worker's clock when there is a secret. Answers the status; rejects without one. */
export async function sendSigned(context: WorkerContext, request: SignedRequest): Promise<number> {
  const { url, token, requestId, body } = request;
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${token}`,
      "x-request-id": requestId,
      ...signature(context, request),
    },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(ASK_MS),
  });
  await response.arrayBuffer();
  return response.status;
}

function signature(context: WorkerContext, request: SignedRequest): Record<string, string> {
  const secret = setting(context, "WORKER_CALLBACK_SIGNING_SECRET");
  if (secret === "") return {};
  const timestamp = String(Math.floor(Date.now() / 1000) + context.trouble.clockSkewS);
  const { sourceRunId, status, requestId, eventId, body } = request;
  const signed = { timestamp, sourceRunId, status, runId: String(body.runId ?? ""), requestId, eventId };
  return { "x-worker-timestamp": timestamp, "x-worker-signature": signCallback(secret, signed) };
}
