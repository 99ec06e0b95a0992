import type { Scope } from "../config/expand.ts";
import type { Preview } from "../core/action.ts";
import { CheckError } from "../core/check-error.ts";
import { type Bound, bind, unbind } from "./bind.ts";
import { deadline } from "./deadline.ts";
import type { Hands, RunPorts } from "./ports.ts";
import { type Call, lookContext, type RequestId } from "./request.ts";
import type { ActionCall } from "./runbook-schema.ts";

/** A call with its values, as the journal keeps it: secrets are names. */
export interface BoundCall {
  readonly action: string;
  readonly with: Bound;
}

/** Puts the values of a run into calls. Throws ExpandError. */
export function bindCalls(calls: readonly ActionCall[], scope: Scope): readonly BoundCall[] {
  return calls.map((call) => ({ action: call.action, with: bind(call.with ?? {}, scope) }));
}

/** Calls ready to be previewed and sent. Throws CheckError("config") for a kind or a parameter that is wrong. */
export function openCalls(
  bound: readonly BoundCall[],
  { kinds, secrets }: Pick<Hands, "kinds" | "secrets">,
): readonly Call[] {
  return bound.map((call) => {
    const kind = kinds.find((known) => known.kind === call.action);
    if (!kind) throw new CheckError("config", `there is no kind of action "${call.action}"`);
    const parsed = kind.params.safeParse(unbind(call.with, secrets));
    if (parsed.success) return { kind, params: parsed.data };
    const [issue] = parsed.error.issues;
    throw new CheckError("config", `${call.action}: ${issue?.path.join(".") ?? ""} ${issue?.message ?? "wrong"}`);
  });
}

const PREVIEW_MS = 30_000;

/** What the calls would do, found out by reading. Rejects with CheckError when one of them must not be made. */
export async function previewCalls(
  calls: readonly Call[],
  id: Omit<RequestId, "request">,
  ports: Pick<RunPorts, "clock" | "pace" | "journal" | "hands" | "stop">,
): Promise<readonly Preview[]> {
  const previews: Preview[] = [];
  for (const call of calls) {
    const limit = deadline(PREVIEW_MS, ports.clock, ports.stop);
    try {
      previews.push(await call.kind.preview(lookContext(call, { ...id, request: "preview" }, ports), limit.signal));
    } finally {
      limit.cancel();
    }
  }
  return previews;
}
