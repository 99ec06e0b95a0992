import { z } from "zod";
import type { ActionLook } from "../../core/action.ts";
import { CheckError } from "../../core/check-error.ts";
import type { HttpResponse } from "../../core/clients.ts";
import { jsonOf } from "../../core/json-of.ts";
import { text, urlText } from "../../core/params.ts";
import type { FailureKind } from "../../core/reading.ts";
import { SecretText, type Text } from "../../core/secret.ts";
import { wordsOf } from "./outcome.ts";
import { plainAddress } from "./url-path.ts";

/** Parameters of everything that is asked of Vercel's REST API. */
export const vercelParams = {
  token: text.meta({ description: "A token of Vercel's API, such as ${secrets.vercel}." }),
  api: urlText.default("https://api.vercel.com"),
  project: z.string().min(1).meta({ description: "Name or id of the project." }),
  team: z.string().optional(),
};
export interface VercelTarget {
  readonly token: Text;
  readonly api: Text;
  readonly project: string;
  readonly team?: string | undefined;
}

/** The team goes along as `teamId`. `path` comes from `urlPath`. Throws CheckError `config` where `api` holds a secret. */
export function vercelUrl(
  { api, team }: VercelTarget,
  path: string,
  query: Readonly<Record<string, string>> = {},
): string {
  const url = new URL(`${plainAddress(api)}${path}`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  if (team !== undefined && team !== "") url.searchParams.set("teamId", team);
  return url.href;
}

export function bearer({ token }: Pick<VercelTarget, "token">): Readonly<Record<string, Text>> {
  const parts = typeof token === "string" ? [token] : token.parts;
  return { authorization: new SecretText(["Bearer ", ...parts]) };
}

/** Reads one answer of the API. Rejects with CheckError, `auth` for a token that is refused. */
export async function askVercel(
  { params, clients }: Pick<ActionLook<VercelTarget>, "params" | "clients">,
  url: string,
  signal: AbortSignal,
  secretAt?: string,
): Promise<{ readonly body: unknown; readonly answer: HttpResponse }> {
  const request = { url, headers: bearer(params), ...(secretAt !== undefined && { secretAt }) };
  const answer = await clients.http.request(request, signal);
  if (answer.status === 200) return { body: jsonOf(answer.text), answer };
  const kind = kindOf(answer.status);
  throw new CheckError(kind, `Vercel answered ${answer.status}${wordsOf(answer)}`, { code: String(answer.status) });
}

function kindOf(status: number): FailureKind {
  if (status === 401 || status === 403) return "auth";
  if (status === 404) return "config";
  return status === 429 ? "throttled" : "status";
}

/** An answer in another shape than the API's documentation says. */
export function shaped<T>(schema: z.ZodType<T>, body: unknown, what: string): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new CheckError("parse", `Vercel's answer is no ${what}`);
}
