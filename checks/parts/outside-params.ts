import { z } from "zod";
import type { HttpRequest } from "../../src/core/clients.ts";
import { targetName, text, urlText } from "../../src/core/params.ts";
import { SecretText, type Text } from "../../src/core/secret.ts";

/** The address and the token of a service's REST API. */
export function apiShape(service: string, url: string) {
  return {
    token: text.meta({ description: `A token of ${service} that may read.` }),
    url: urlText.default(url).meta({ description: `${service}'s API. Default ${url}.` }),
  };
}

/** A part of an address that a var gives; what is not set is empty. */
export const named = (description: string) =>
  z.union([z.string(), z.null().transform(() => "")]).meta({ description, type: "string" });

export interface Api {
  readonly url: Text;
  readonly token: Text;
}

/** A GET with the bearer token in its header; the path and the query hold no secret. */
export function getOf({ url, token }: Api, path: string, query: Readonly<Record<string, string>> = {}): HttpRequest {
  const asked = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== "")).toString();
  const end = `${path}${asked === "" ? "" : `?${asked}`}`;
  return { url: joined(url, end), headers: { accept: "application/json", authorization: bearer(token) } };
}

export function apiTarget({ url }: Pick<Api, "url">): string {
  return targetName(url);
}

function joined(url: Text, end: string): Text {
  if (typeof url === "string") return `${url.replace(/\/+$/, "")}${end}`;
  return new SecretText([...url.parts, end]);
}

function bearer(token: Text): Text {
  return typeof token === "string" ? `Bearer ${token}` : new SecretText(["Bearer ", ...token.parts]);
}
