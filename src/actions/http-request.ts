import { z } from "zod";
import { defineAction } from "../core/action.ts";
import { jsonOf } from "../core/json-of.ts";
import { atPointer } from "../core/json-pointer.ts";
import { login, pointer, targetName, text, urlText } from "../core/params.ts";
import { applied, notApplied, outcomeOf, taken, unknown } from "./parts/outcome.ts";
import { requestLines } from "./parts/request-lines.ts";

const MAX_FILE = 256 * 1024;

const params = z.strictObject({
  url: urlText,
  method: z.enum(["POST", "PUT", "PATCH", "DELETE"]).default("POST"),
  headers: z.record(z.string(), text).optional(),
  login: login.optional(),
  body: text.optional(),
  "body-file": z.string().optional().meta({ description: "A file that is sent as it is, byte order mark and all." }),
  "expect-status": z.array(z.int()).min(1).optional(),
  take: z.record(z.string(), pointer).optional().meta({ description: "Facts of the answer, by JSON pointer." }),
  "idempotency-header": z.string().optional().meta({ description: "The header that names the request at the target." }),
  look: z
    .strictObject({
      url: urlText,
      headers: z.record(z.string(), text).optional(),
      at: pointer,
      eq: z.union([z.string(), z.number(), z.boolean()]),
    })
    .optional()
    .meta({ description: "How to find out by a GET whether the request had its effect." }),
});

type Params = z.output<typeof params>;

/** Any HTTP request. 2xx is done, 4xx is refused; whatever else happens is looked for, where `look` says how. */
export const httpRequest = defineAction({
  kind: "http-request",
  title: "Send an HTTP request",
  params,
  minTier: 1,
  target: ({ url }) => targetName(url),
  preview: async ({ params: given, clients, key }, signal) => {
    const body = await bodyOf(given, (path) => clients.files.read(path, MAX_FILE, signal));
    const signsIn = given.login ? [`POST ${String(given.login.url)}: signs in`] : [];
    const lines = requestLines({ method: given.method, url: given.url, headers: headersOf(given, key), body });
    const requests = [...signsIn, ...lines];
    return { requests, effect: `${given.method} is sent once to ${targetName(given.url)}` };
  },
  run: async ({ params: given, clients, writes, key }, signal) => {
    const { url, method, login: signIn, take = {} } = given;
    const body = await bodyOf(given, (path) => clients.files.read(path, MAX_FILE, signal));
    const request = {
      url,
      method,
      headers: headersOf(given, key),
      ...(body !== undefined && { body }),
      ...(signIn && { login: signIn }),
    };
    const answer = await writes.http.send(request, signal);
    return outcomeOf(answer, taken(answer.text, take), given["expect-status"]);
  },
  look: async ({ params: { look }, clients }, signal) => {
    if (!look) return unknown("its answer is lost, and the runbook does not say how to look for it");
    const answer = await clients.http.request(
      { url: look.url, ...(look.headers && { headers: look.headers }) },
      signal,
    );
    const value = atPointer(jsonOf(answer.text), look.at);
    if (answer.status !== 200 || value === undefined) return unknown(`the look answered ${answer.status}`);
    return value === look.eq ? applied(`${look.at} is ${look.eq}`) : notApplied(`${look.at} is not ${look.eq}`);
  },
});

function headersOf(given: Params, key: string) {
  const named = given["idempotency-header"];
  return { ...given.headers, ...(named !== undefined && { [named]: key }) };
}

async function bodyOf(given: Params, read: (path: string) => Promise<{ readonly text: string }>) {
  return given["body-file"] === undefined ? given.body : (await read(given["body-file"])).text;
}
