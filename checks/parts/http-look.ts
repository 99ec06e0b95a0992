import type { CheckContext } from "../../src/core/check.ts";
import { CheckError } from "../../src/core/check-error.ts";
import type { HttpRequest, HttpResponse } from "../../src/core/clients.ts";
import { tame } from "../../src/core/hostile-text.ts";

type Network = Pick<CheckContext<unknown>, "clients" | "trace">;

/** More than the engine keeps of a line: it cuts once the secrets are out, so that no half of one is left at the cut. */
const TRACED = 8000;

/** Sends one request and leaves the exchange in the trace. */
export async function ask(network: Network, request: HttpRequest, signal: AbortSignal): Promise<HttpResponse> {
  const line = `${request.method ?? "GET"} ${tame(String(request.url), 200)}`;
  try {
    const response = await network.clients.http.request(request, signal);
    const type = tame(response.headers["content-type"] ?? "no content type", 60);
    network.trace(`${line} → ${response.status} in ${Math.round(response.tookMs)} ms, ${type}`);
    if (response.text !== "") network.trace(tame(response.text, TRACED));
    return response;
  } catch (error) {
    network.trace(`${line} → ${error instanceof CheckError ? error.message : "failed"}`);
    throw error;
  }
}

/**
 * The body as JSON. Rejects HTML and whatever else a proxy puts in its place: at 5xx as an outage, since a page that says
 * "unavailable" instead of the target is one, else as what cannot be understood.
 */
export function parseJson(response: HttpResponse, contentType: string): unknown {
  const kind = response.status >= 500 ? "status" : "parse";
  const given = tame(response.headers["content-type"] ?? "", 60);
  const described = `status ${response.status}, content type ${given === "" ? "missing" : given}`;
  if (/html/i.test(given) || /^\s*<(!doctype|html|head|body)\b/i.test(response.text)) {
    throw new CheckError(kind, `HTML, not JSON (${described})`, {
      hint: "something before the target answered, or the path is wrong",
    });
  }
  if (given !== "" && !given.toLowerCase().includes(contentType.toLowerCase())) {
    throw new CheckError(kind, `not ${contentType} (${described})`);
  }
  try {
    return JSON.parse(response.text);
  } catch {
    const what = response.text.trim() === "" ? "an empty body" : `no JSON: ${tame(response.text, 24)}`;
    throw new CheckError(kind, `${what} (${described})`);
  }
}

/** Whether there is nothing to parse by right: no content, or an answer to HEAD or OPTIONS without a body. */
export function isBodiless(response: HttpResponse, method: HttpRequest["method"]): boolean {
  if (response.status === 204 || response.status === 304 || method === "HEAD") return true;
  return method === "OPTIONS" && response.text.trim() === "";
}
