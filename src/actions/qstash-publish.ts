import { z } from "zod";
import { defineAction } from "../core/action.ts";
import { targetName, text } from "../core/params.ts";
import { applied, outcomeOf, taken, unknown } from "./parts/outcome.ts";
import { authorization, qstashParams, qstashUrl } from "./parts/qstash.ts";
import { requestLines } from "./parts/request-lines.ts";

const params = z.strictObject({
  ...qstashParams,
  destination: z.url(),
  headers: z.record(z.string(), text).optional().meta({ description: "Forwarded to the destination." }),
  body: text.optional(),
  retries: z.int().min(0).max(5).default(0),
});
type Params = z.output<typeof params>;

const EVENTS = 100;

/** Publishes one message. Its label names the request, so that QStash's events tell whether it was taken. */
export const qstashPublish = defineAction({
  kind: "qstash-publish",
  title: "Publish a message with QStash",
  params,
  minTier: 2,
  target: ({ url, destination }) => `${targetName(url)} ${new URL(destination).host}`,
  preview: ({ params: given, key }) =>
    Promise.resolve({
      requests: requestLines({ method: "POST", url: urlOf(given), headers: headersOf(given, key), body: given.body }),
      effect: `QStash delivers one message to ${given.destination}`,
    }),
  run: async ({ params: given, writes, key }, signal) => {
    const { body } = given;
    const request = {
      method: "POST" as const,
      url: urlOf(given),
      headers: headersOf(given, key),
      ...(body !== undefined && { body }),
    };
    const answer = await writes.http.send(request, signal);
    return outcomeOf(answer, taken(answer.text, { messageId: "/messageId" }));
  },
  look: async ({ params: { token, url }, clients, key, sentAt }, signal) => {
    const since = { since: (sentAt ?? 0) - 60_000 };
    const { items } = await clients.qstash.read({ token, url }, { what: "events", count: EVENTS, ...since }, signal);
    const found = items.find((item) => (item as { label?: unknown }).label === key);
    const id = (found as { messageId?: unknown } | undefined)?.messageId;
    if (found) return applied("QStash has the message", { messageId: typeof id === "string" ? id : null });
    return unknown("QStash's events do not show the message; they may be late");
  },
});

function urlOf({ url, destination }: Params): string {
  return qstashUrl(url, `/v2/publish/${destination}`);
}

function headersOf({ token, headers = {}, retries }: Params, key: string) {
  const forwarded = Object.entries(headers).map(([name, value]) => {
    return [name.toLowerCase() === "content-type" ? name : `upstash-forward-${name}`, value] as const;
  });
  return {
    authorization: authorization(token),
    "upstash-retries": String(retries),
    "upstash-deduplication-id": key.replaceAll(":", "-"),
    "upstash-label": key,
    ...Object.fromEntries(forwarded),
  };
}
