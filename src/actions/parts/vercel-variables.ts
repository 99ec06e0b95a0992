import { z } from "zod";
import type { ActionLook } from "../../core/action.ts";
import { CheckError } from "../../core/check-error.ts";
import { urlPath } from "./url-path.ts";
import { askVercel, shaped, type VercelTarget, vercelUrl } from "./vercel.ts";

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
export type Variable = z.output<typeof variable>;

interface Named extends VercelTarget {
  readonly key: string;
}
type Look = Pick<ActionLook<Named>, "params" | "clients">;

/** `id` is Vercel's own, not the name of the variable. */
export function variableUrl(target: VercelTarget, id: string): string {
  return vercelUrl(target, urlPath`/v9/projects/${target.project}/env/${id}`);
}

/** All variables of a project, as Vercel lists them: without their values. */
export async function listVariables(
  look: Pick<ActionLook<VercelTarget>, "params" | "clients">,
  signal: AbortSignal,
): Promise<readonly Variable[]> {
  const url = vercelUrl(look.params, urlPath`/v9/projects/${look.params.project}/env`);
  const { body } = await askVercel(look, url, signal);
  return shaped(list, body, "list of variables").envs;
}

/** The variable that production alone gets; undefined when there is none of this name. Rejects when nobody can tell which. */
export async function findVariable(look: Look, signal: AbortSignal): Promise<Variable | undefined> {
  const { key, project } = look.params;
  const named = (await listVariables(look, signal)).filter((one) => one.key === key);
  const [found, another] = named;
  if (!found) return undefined;
  if (another)
    throw new CheckError("config", `${project} has ${named.length} variables ${key}: nobody can tell which one counts`);
  const targets = [found.target ?? []].flat();
  if (targets.length === 1 && targets[0] === "production" && !found.gitBranch) return found;
  throw new CheckError(
    "config",
    `${key} is for ${targets.join(", ")}${found.gitBranch ? ` of ${found.gitBranch}` : ""}, not for production alone`,
  );
}

/** As `findVariable`; rejects with `config` where there is none, too. */
export async function theVariable(look: Look, signal: AbortSignal): Promise<Variable> {
  const { key, project } = look.params;
  const found = await findVariable(look, signal);
  if (found) return found;
  throw new CheckError("config", `${project} has no variable ${key}`);
}
