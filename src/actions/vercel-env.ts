import { z } from "zod";
import { type ActionLook, defineAction, type Outcome } from "../core/action.ts";
import { CheckError } from "../core/check-error.ts";
import { readMark } from "../core/duty-mark.ts";
import { tame } from "../core/hostile-text.ts";
import { text } from "../core/params.ts";
import { SecretText, type Text } from "../core/secret.ts";
import { applied, notApplied, outcomeOf } from "./parts/outcome.ts";
import { requestLines } from "./parts/request-lines.ts";
import { urlPath } from "./parts/url-path.ts";
import { askVercel, bearer, vercelParams, vercelUrl } from "./parts/vercel.ts";
import { commentOf, variableMarks, variableTarget } from "./parts/vercel-mark.ts";
import { findVariable, type Variable, variableUrl } from "./parts/vercel-variables.ts";

const params = z.strictObject({
  ...vercelParams,
  key: z.string().min(1).meta({ description: "Name of the variable." }),
  target: z.literal("production").default("production"),
  set: text.meta({ description: "Its new value." }),
  was: text.optional().meta({ description: "The value that it must have now; proved before anything is changed." }),
  "was-hash": z
    .union([
      z.string().regex(/^[^:]+:[0-9a-f]{64}$/, "SALT:HEX, the sha256 of salt and value"),
      z.union([z.literal(""), z.null()]).transform(() => undefined),
    ])
    .optional()
    .meta({
      description: "For a variable that cannot be read: SALT:HEX, where HEX is the sha256 of salt and its value.",
    }),
  "when-missing": z
    .enum(["refuse", "create"])
    .default("refuse")
    .meta({ description: "What to do when production has no such variable. One that is made is sensitive." }),
});
type Params = z.output<typeof params>;

/**
 * Sets a variable of production that is there once and for production alone. It reaches the app with the next deployment.
 * Its comment at Vercel names the duty while one is open for it, or the request that set it.
 */
export const vercelEnv = defineAction({
  kind: "vercel-env",
  title: "Set an environment variable on Vercel",
  params,
  minTier: 3,
  target: variableTarget,
  marks: variableMarks,
  preview: async (look, signal) => {
    const { key, was, project } = look.params;
    const found = await findOrCreate(look, signal);
    if (was !== undefined && found) await proveValue(look, { found, was }, signal);
    const { method, url, json } = requestOf(look, found);
    const body = JSON.stringify({ ...json, value: "••••••••", comment: "opsdeck: …" });
    return {
      requests: requestLines({ method, url, headers: bearer(look.params), body }),
      effect: `${key} of ${project} ${found ? "gets another value" : "is made"} in Production, with the next deployment${marked(found)}`,
    };
  },
  run: async (context, signal) => {
    const found = await findOrCreate(context, signal);
    const headers = { ...bearer(context.params), "content-type": "application/json" };
    const answer = await context.writes.http.send({ ...requestOf(context, found), headers }, signal);
    return outcomeOf(answer, found ? { variableId: found.id } : {});
  },
  look: async (look, signal) => {
    const found = await findVariable(look, signal);
    return found ? told(look, found, signal) : notApplied(`there is no ${look.params.key}`);
  },
});

/** Somebody's drill may have changed it: what its mark says is seen before it is written over. */
function marked(found: Variable | undefined): string {
  return readMark(found?.comment ?? "") ? `. Its comment says "${tame(found?.comment ?? "", 300)}"` : "";
}

/** Undefined: it is to be made. */
async function findOrCreate(look: ActionLook<Params>, signal: AbortSignal): Promise<Variable | undefined> {
  const { key, project, "when-missing": missing } = look.params;
  const found = await findVariable(look, signal);
  if (found || missing === "create") return found;
  throw new CheckError("config", `${project} has no variable ${key}`);
}

function requestOf(look: ActionLook<Params>, found: Variable | undefined) {
  const { params: target } = look;
  const json: Readonly<Record<string, Text>> = { value: target.set, comment: commentOf(look) };
  if (found) return { method: "PATCH" as const, url: variableUrl(target, found.id), json };
  const url = vercelUrl(target, urlPath`/v10/projects/${target.project}/env`);
  return {
    method: "POST" as const,
    url,
    json: { key: target.key, type: "sensitive", target: [target.target], ...json },
  };
}

interface Wanted {
  readonly found: Variable;
  readonly was: Text;
}

/** The value that a restore will set is the one that is there: read and compared, or by a hash that its owner gave. */
async function proveValue(look: ActionLook<Params>, { found, was }: Wanted, signal: AbortSignal): Promise<void> {
  const { key, "was-hash": given } = look.params;
  const present = await presentHash(look, found, signal);
  if (present !== undefined) {
    if (present === (await look.hashOf(was))) return;
    throw new CheckError("config", `${key} is not the value that would be restored: the secret is another one`);
  }
  if (given === undefined) {
    throw new CheckError("config", `${key} cannot be read, so its value is not proved: give was-hash (SALT:HEX) of it`);
  }
  const [salt = "", hash] = given.split(":");
  const parts = typeof was === "string" ? [was] : was.parts;
  if ((await look.hashOf(new SecretText([salt, ...parts]))) === hash) return;
  throw new CheckError("config", `the secret that would be restored does not fit was-hash of ${key}`);
}

/** sha256 of the value at Vercel; undefined for a sensitive variable, whose value never comes back. */
async function presentHash(
  look: ActionLook<Params>,
  found: Variable,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (found.type === "sensitive") return undefined;
  const { answer, body } = await askVercel(look, variableUrl(look.params, found.id), signal, "/value");
  const decrypted = (body as { decrypted?: unknown } | undefined)?.decrypted;
  return decrypted === false ? undefined : answer.secretHash;
}

/** What became of a request: by the value where it can be read, else by the mark in the comment. */
async function told(look: ActionLook<Params>, found: Variable, signal: AbortSignal): Promise<Outcome> {
  const present = await presentHash(look, found, signal);
  if (present !== undefined) {
    const same = present === (await look.hashOf(look.params.set));
    return same
      ? applied(`${found.key} has the value`, { variableId: found.id })
      : notApplied(`${found.key} has another value`);
  }
  const { duty } = look;
  const { comment } = found;
  const changed = duty?.effect === "restore" ? isRestored(comment, duty.mark) : comment === commentOf(look);
  return changed
    ? applied(`the comment of ${found.key} says so`, { variableId: found.id })
    : notApplied(`the comment of ${found.key} says that it was not`);
}

/** A duty without a mark leaves another comment, which its restore takes away. */
function isRestored(comment: string | null | undefined, mark: string | undefined): boolean {
  return mark === undefined ? (comment ?? "") === "" : comment !== mark;
}
