import type { FastifyRequest } from "fastify";
import { isSignature, sameText } from "../callback-signature.ts";
import { flawOf, type IdentityFlaw } from "../identity-token.ts";
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

/** With a token set, OIDC is not looked at; with neither, callbacks are open. */
function checkToken(context: ApiContext, request: FastifyRequest): void {
  const due = variable(context, "WORKER_CALLBACK_TOKEN");
  const audience = variable(context, "WORKER_CALLBACK_OIDC_AUDIENCE");
  if (due === "" && audience === "") return;
  const [scheme, token = ""] = headerOf(request, "authorization").split(" ");
  if (scheme !== "Bearer" || token === "") throw new Refusal(401, "Missing worker callback bearer token");
  if (due === "") checkIdentity(context, token, audience);
  else if (!sameText(token, due)) throw new Refusal(401, "Invalid worker callback token");
}

const FLAWS: Readonly<Record<IdentityFlaw, string>> = {
  token: "Invalid worker callback OIDC token",
  issuer: "Invalid worker callback OIDC issuer",
  account: "Invalid worker callback service account",
  unverified: "Unverified worker callback service account email",
};

function checkIdentity(context: ApiContext, token: string, audience: string): void {
  const email = variable(context, "WORKER_CALLBACK_OIDC_SERVICE_ACCOUNT_EMAIL");
  const flaw = flawOf(token, variable(context, "LAB_IDENTITY_KEY"), { audience, email });
  if (flaw) throw new Refusal(401, FLAWS[flaw]);
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
