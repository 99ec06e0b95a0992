import { z } from "zod";
import { type ActionLook, defineAction, type Outcome } from "../core/action.ts";
import { CheckError } from "../core/check-error.ts";
import { targetName, text } from "../core/params.ts";
import { SecretText, type Text } from "../core/secret.ts";
import { applied, notApplied, outcomeOf, unknown } from "./parts/outcome.ts";
import { requestLines } from "./parts/request-lines.ts";
import { askVercel, bearer, shaped, vercelParams, vercelUrl } from "./parts/vercel.ts";

const params = z.strictObject({
  ...vercelParams,
  key: z.string().min(1).meta({ description: "Name of the variable." }),
  target: z.literal("production").default("production"),
  set: text.meta({ description: "Its new value." }),
  was: text.optional().meta({ description: "The value that it must have now; proved before anything is changed." }),
  "was-hash": z
    .string()
    .regex(/^[^:]+:[0-9a-f]{64}$/, "SALT:HEX, the sha256 of salt and value")
    .optional()
    .meta({
      description: "For a variable that cannot be read: SALT:HEX, where HEX is the sha256 of salt and its value.",
    }),
});
type Params = z.output<typeof params>;

const variable = z.looseObject({
  id: z.string(),
  key: z.string(),
  type: z.string(),
  target: z.union([z.array(z.string()), z.string()]).nullish(),
  comment: z.string().nullish(),
  gitBranch: z.string().nullish(),
  updatedAt: z.number().nullish(),
});
const list = z.looseObject({ envs: z.array(variable) });
type Variable = z.output<typeof variable>;

/**
 * Sets a variable of production that is there once and for production alone. It reaches the app with the next deployment.
 * While a duty is open for it, its comment at Vercel says so.
 */
export const vercelEnv = defineAction({
  kind: "vercel-env",
  title: "Set an environment variable on Vercel",
  params,
  minTier: 3,
  target: ({ api, project, key }) => `${targetName(api)} ${project} ${key}`,
  preview: async (look, signal) => {
    const { key, was } = look.params;
    const found = await theVariable(look, signal);
    if (was !== undefined) await proveValue(look, { found, was }, signal);
    const requests = requestLines({
      method: "PATCH",
      url: urlOf(look.params, found.id),
      headers: bearer(look.params),
      body: JSON.stringify({ ...fieldsOf(look), value: "••••••••" }),
    });
    return {
      requests,
      effect: `${key} of ${look.params.project} gets another value in Production, with the next deployment`,
    };
  },
  run: async (context, signal) => {
    const found = await theVariable(context, signal);
    const headers = { ...bearer(context.params), "content-type": "application/json" };
    const request = {
      method: "PATCH" as const,
      url: urlOf(context.params, found.id),
      headers,
      json: fieldsOf(context),
    };
    return outcomeOf(await context.writes.http.send(request, signal), { variableId: found.id });
  },
  look: async (look, signal) => told(look, await theVariable(look, signal), signal),
});

function urlOf(target: Params, id: string): string {
  return vercelUrl(target, `/v9/projects/${target.project}/env/${id}`);
}

async function theVariable(look: ActionLook<Params>, signal: AbortSignal): Promise<Variable> {
  const { key, project } = look.params;
  const { body } = await askVercel(look, vercelUrl(look.params, `/v9/projects/${project}/env`), signal);
  const named = shaped(list, body, "list of variables").envs.filter((one) => one.key === key);
  const [found, another] = named;
  if (!found) throw new CheckError("config", `${project} has no variable ${key}`);
  if (another)
    throw new CheckError("config", `${project} has ${named.length} variables ${key}: nobody can tell which one counts`);
  const targets = [found.target ?? []].flat();
  if (targets.length === 1 && targets[0] === "production" && !found.gitBranch) return found;
  throw new CheckError(
    "config",
    `${key} is for ${targets.join(", ")}${found.gitBranch ? ` of ${found.gitBranch}` : ""}, not for production alone`,
  );
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
  const { answer, body } = await askVercel(look, urlOf(look.params, found.id), signal, "/value");
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
  if (!look.duty) return unknown(`${found.key} cannot be read`);
  const marked = found.comment === markOf(look);
  const changed =
    look.duty.effect === "apply"
      ? marked
      : found.comment !== markOf({ ...look, duty: { ...look.duty, effect: "apply" } });
  return changed
    ? applied(`the comment of ${found.key} says so`, { variableId: found.id })
    : notApplied(`the comment of ${found.key} says that it was not`);
}

function markOf({ duty }: Pick<ActionLook<Params>, "duty">): string | undefined {
  if (!duty) return undefined;
  return duty.effect === "apply" ? `opsdeck: changed on purpose, duty ${duty.id} restores it` : "";
}

function fieldsOf(look: ActionLook<Params>): Readonly<Record<string, Text>> {
  const comment = markOf(look);
  return { value: look.params.set, ...(comment !== undefined && { comment }) };
}
