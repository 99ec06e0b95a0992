import { z } from "zod";
import { type CheckContext, defineCheck } from "../src/core/check.ts";
import { durationMs, targetName, text, urlText } from "../src/core/params.ts";
import type { Facts } from "../src/core/reading.ts";
import { undeliveredFacts } from "./parts/qstash-events.ts";
import { dlqFacts, queueFacts, scheduleFacts } from "./parts/qstash-lists.ts";

const params = z.strictObject({
  token: text.meta({ description: "QStash's token: opsdeck's own, not the app's." }),
  url: urlText.optional().meta({ description: "QStash's API. Default https://qstash.upstash.io." }),
  look: z.enum(["dlq", "undelivered", "queues", "schedules"]),
  "older-than": durationMs.default(0).meta({ description: "undelivered: messages younger than this are not counted." }),
  since: durationMs.default(86_400_000).meta({ description: "undelivered: how far back events are read." }),
  count: z.int().min(1).max(1000).default(100).meta({ description: "How many entries are read at most." }),
});
type Params = z.output<typeof params>;

/**
 * Upstash QStash, API v2, reading only. `dlq`: `count`, `atLeast` (true when there is a next page, which is not read),
 * `oldest` (ISO or null), table `messages` of messageId, url, responseStatus, responseBody, createdAt. `undelivered`:
 * events folded to the last state of each message, see parts/qstash-events.ts. `queues`: `count`, `lag` (sum),
 * `pausedCount`, table `queues` of name, lag, paused, parallelism. `schedules`: `count`, `pausedCount`, table `schedules` of
 * scheduleId, cron, destination, paused. Always `tookMs`. Failures: the network's, `auth`, `throttled`, `status`, `parse`.
 */
export const qstash = defineCheck({
  kind: "qstash",
  title: "QStash",
  params,
  target: (p) => (p.url === undefined ? "qstash.upstash.io" : targetName(p.url)),
  async run(context, signal) {
    const began = context.clock.mono();
    const facts = await lookAt(context, signal);
    context.trace(`${context.params.look}: ${String(facts.count)} of ${qstash.target(context.params)}`);
    return { ...facts, tookMs: Math.round(context.clock.mono() - began) };
  },
});

async function lookAt({ params: p, clients, clock, pace }: CheckContext<Params>, signal: AbortSignal): Promise<Facts> {
  const target = { token: p.token, ...(p.url !== undefined && { url: p.url }) };
  switch (p.look) {
    case "dlq":
      return dlqFacts(await clients.qstash.read(target, { what: "dlq", count: Math.min(p.count, 100) }, signal));
    case "undelivered": {
      const since = Math.floor(clock.now() - p.since / pace);
      const page = await clients.qstash.read(target, { what: "events", count: p.count, since }, signal);
      return undeliveredFacts(page, { now: clock.now(), olderThanMs: p["older-than"] / pace });
    }
    case "queues":
      return queueFacts(await clients.qstash.read(target, { what: "queues" }, signal));
    case "schedules":
      return scheduleFacts(await clients.qstash.read(target, { what: "schedules" }, signal));
  }
}
