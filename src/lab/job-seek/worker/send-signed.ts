import { writeFileSync } from "node:fs";
import { signCallback } from "../callback-signature.ts";
import { issueIdentityToken } from "../identity-token.ts";
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

type Signer = Pick<WorkerContext, "config" | "trouble">;

/** One request to the API, signed by this worker's clock when there is a secret. Answers the status; rejects without one. */
export async function sendSigned(context: Signer, request: SignedRequest): Promise<number> {
  const { url, requestId, body } = request;
  const response = await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${bearer(context, request)}`,
      "x-request-id": requestId,
      ...signature(context, request),
    },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(ASK_MS),
  });
  await response.arrayBuffer();
  return response.status;
}

/** The token that the API handed over with the run, or the identity of this worker where it is told an audience. */
function bearer(context: Signer, { token }: SignedRequest): string {
  const audience = setting(context, "WORKER_CALLBACK_OIDC_AUDIENCE");
  if (audience === "") return token;
  const identity = { audience, email: setting(context, "LAB_SERVICE_ACCOUNT") };
  return issueIdentityToken(setting(context, "LAB_IDENTITY_KEY"), identity, context.config.pace);
}

function signature(context: Signer, request: SignedRequest): Record<string, string> {
  const secret = setting(context, "WORKER_CALLBACK_SIGNING_SECRET");
  if (secret === "") return {};
  const timestamp = String(Math.floor(Date.now() / 1000) + context.trouble.clockSkewS);
  const { sourceRunId, status, requestId, eventId, body } = request;
  const signed = { timestamp, sourceRunId, status, runId: String(body.runId ?? ""), requestId, eventId };
  const sealed = signCallback(secret, signed);
  keepSample(context, { ...signed, signature: sealed });
  return { "x-worker-timestamp": timestamp, "x-worker-signature": sealed };
}

/** Stands for the worker's log, where the headers of its last callback are. */
function keepSample(context: Signer, sample: Readonly<Record<string, string>>): void {
  const path = setting(context, "LAB_CALLBACK_SAMPLE");
  if (path !== "" && sample.status !== "HEARTBEAT") writeFileSync(path, JSON.stringify(sample), { mode: 0o600 });
}
