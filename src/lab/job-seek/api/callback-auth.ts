import type { FastifyRequest } from "fastify";
import { isSignature, sameText } from "../callback-signature.ts";
import { type ApiContext, headerOf, Refusal, variable } from "./api-context.ts";

export interface CallbackClaim {
  readonly sourceRunId: string;
  readonly status: string;
  readonly runId: string;
  readonly eventId: string;
}

/** Lets a worker's request in: bearer first, then the signature when there is a secret. The reasons are the real ones. */
export function authorizeCallback(context: ApiContext, request: FastifyRequest, claim: CallbackClaim): void {
  checkToken(context, request);
  const secret = variable(context, "WORKER_CALLBACK_SIGNING_SECRET");
  if (secret !== "") checkSignature(context, request, { ...claim, secret });
}

function checkToken(context: ApiContext, request: FastifyRequest): void {
  const due = variable(context, "WORKER_CALLBACK_TOKEN");
  if (due === "") return;
  const [scheme, token = ""] = headerOf(request, "authorization").split(" ");
  if (scheme !== "Bearer") throw new Refusal(401, "Missing worker callback bearer token");
  if (!sameText(token, due)) throw new Refusal(401, "Invalid worker callback token");
}

/** The tolerance is not divided by the pace: clocks drift in real seconds. */
function checkSignature(
  context: ApiContext,
  request: FastifyRequest,
  { secret, ...claim }: CallbackClaim & { readonly secret: string },
): void {
  const given = headerOf(request, "x-worker-signature");
  const timestamp = headerOf(request, "x-worker-timestamp");
  if (given === "" || timestamp === "") throw new Refusal(401, "Missing worker callback signature headers");
  if (claim.eventId === "") throw new Refusal(401, "Missing worker callback event id");
  if (!/^\d+$/.test(timestamp)) throw new Refusal(401, "Invalid worker callback signature timestamp");
  const apart = Math.abs(Date.now() / 1000 - Number(timestamp));
  if (apart > Number(variable(context, "WORKER_CALLBACK_SIGNATURE_TOLERANCE_SEC"))) {
    throw new Refusal(401, "Expired worker callback signature timestamp");
  }
  // The API makes a request id up where none was sent, so that a signature without one never holds.
  if (!isSignature(given, secret, { ...claim, timestamp, requestId: request.id })) {
    throw new Refusal(401, "Invalid worker callback signature");
  }
}
