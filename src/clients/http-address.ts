import { CheckError } from "../core/check-error.ts";
import type { HttpRequest } from "../core/clients.ts";
import type { Text } from "../core/secret.ts";
import type { WriteRequest } from "../core/write-clients.ts";
import { percentDecoded } from "./percent.ts";
import type { Vault } from "./secret-vault.ts";

/** A request with its secrets in it, ready to be sent. Never printed. */
export interface Outgoing {
  readonly origin: string;
  readonly path: string;
  readonly method: AnyRequest["method"];
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** Host and port, for people. */
  readonly place: string;
}

/** A request of a look or of a change. */
export type AnyRequest = Omit<HttpRequest, "method"> & {
  readonly method: NonNullable<HttpRequest["method"]> | WriteRequest["method"];
  readonly json?: WriteRequest["json"];
};

/** What a look may send. */
const LOOKS: readonly AnyRequest["method"][] = ["GET", "HEAD", "OPTIONS", "POST"];
const NAME = /^[!#$%&'*+.^_`|~\w-]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Puts secrets into a request and refuses what cannot be sent. Rejects with CheckError("config"). */
export async function outgoing(
  request: Omit<AnyRequest, "method"> & Partial<Pick<AnyRequest, "method">>,
  vault: Vault,
  methods = LOOKS,
): Promise<Outgoing> {
  const written = await vault.reveal(request.url);
  const url = URL.canParse(written) ? new URL(written) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new CheckError("config", `${vault.redact(String(request.url))} is not a URL of http or https`);
  }
  const method = request.method ?? "GET";
  if (!methods.includes(method))
    throw new CheckError("config", `only ${methods.join(", ")} is sent here, not ${method}`);
  const headers: Record<string, string> = { "user-agent": "opsdeck", ...credentials(url) };
  for (const [name, text] of Object.entries(request.headers ?? {})) {
    const value = await vault.reveal(text);
    if (!NAME.test(name)) throw new CheckError("config", `${JSON.stringify(name)} is not the name of a header`);
    if (!VALUE.test(value)) {
      throw new CheckError("config", `the header ${name} holds a line break or a sign that a header cannot hold`);
    }
    headers[name.toLowerCase()] = value;
  }
  const body = await bodyOf(request, vault);
  const path = `${url.pathname}${url.search}`;
  return { origin: url.origin, path, method, headers, body, place: vault.redact(url.host) };
}

async function bodyOf({ body, json }: Pick<AnyRequest, "body" | "json">, vault: Vault): Promise<string | undefined> {
  if (json === undefined) return body === undefined ? undefined : vault.reveal(body);
  const revealed = async (value: Text | readonly string[]) =>
    Array.isArray(value) ? value : vault.reveal(value as Text);
  const fields = Object.entries(json).map(async ([name, value]) => [name, await revealed(value)]);
  return JSON.stringify(Object.fromEntries(await Promise.all(fields)));
}

/** `https://user:password@host` means basic authorization. */
function credentials(url: URL): Record<string, string> {
  if (url.username === "" && url.password === "") return {};
  const pair = `${percentDecoded(url.username)}:${percentDecoded(url.password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString("base64")}` };
}
