import { z } from "zod";
import { type CheckContext, defineCheck } from "../src/core/check.ts";
import { CheckError } from "../src/core/check-error.ts";
import { durationMs } from "../src/core/params.ts";
import { plural } from "../src/core/plural.ts";
import type { Facts } from "../src/core/reading.ts";
import { refuseStatus } from "./parts/http-status.ts";
import { messageFacts, messageNames, wantedMessages } from "./parts/log-messages.ts";
import { expectedAnswers, routeFacts } from "./parts/log-routes.ts";
import { logRows } from "./parts/log-rows.ts";
import { apiTarget } from "./parts/outside-params.ts";
import { askProject, productionOf, vercelGet, vercelShape } from "./parts/vercel-api.ts";

const HOUR_MS = 3_600_000;
/** The longest that a look listens to have heard enough to call a log quiet. */
const LISTEN_MS = 15_000;
/** How long it listens when enough would take longer: so short a look can find trouble, but no quiet. */
const GLIMPSE_MS = 5_000;

const params = z.strictObject({
  ...vercelShape,
  window: durationMs.default(600_000).meta({ description: "What is counted: the last so long. Default 10m." }),
  listen: durationMs.default(180_000).meta({
    description:
      "What the first look wants to have heard: it listens so long when that is at most 15 s, else for 5 s. Default 3m.",
  }),
  expected: expectedAnswers,
  messages: wantedMessages.meta({ description: "Facts that count messages with certain words." }),
});
type Params = z.output<typeof params>;

/**
 * The runtime log of the live production deployment. Vercel's API only has it as a live tail, so the stream stays open
 * between looks and what it said is remembered for the window and the hour before it. Facts: `listeningSince` (ISO),
 * `listenedSeconds`, `lines` (in the window), `everSeen` (lines in memory), `newestAt`, `unparsed`; those of parts/log-routes.ts
 * (`answers`, `2xx` … `5xx`, spikes, table `routes`) and of parts/log-messages.ts (those of `messages`, table `messages`).
 * Failures: the network's, `auth`, `throttled`, `status`, `parse`; `config` without a project.
 */
export const vercelLogs = defineCheck({
  kind: "vercel-logs",
  title: "Vercel runtime logs",
  params,
  target: apiTarget,
  secondhand: true,
  takesMs: firstMs,
  facts: ({ messages }) => [...FACTS, ...messageNames(messages)],
  async run(context, signal) {
    const { params: p, clock, pace, trace } = context;
    const windowMs = p.window / pace;
    const before = Math.max(1, Math.round(HOUR_MS / p.window));
    const feed = await follow(context, windowMs * (before + 1), signal);
    const now = clock.now();
    const { rows, unparsed } = logRows(feed.lines);
    const recent = rows.filter(({ at }) => at > now - windowMs);
    trace(
      `${plural(feed.lines.length, "line")} since ${new Date(feed.since).toISOString()}, ${recent.length} in the window`,
    );
    return {
      listeningSince: new Date(feed.since).toISOString(),
      listenedSeconds: Math.max(0, Math.round((now - feed.since) / 1000)),
      lines: recent.length,
      everSeen: rows.length,
      newestAt: newest(rows),
      unparsed,
      ...routeFacts(rows, { now, windowMs, before, since: feed.since }, p.expected),
      ...messageFacts(recent, p.messages),
    } satisfies Facts;
  },
});

const FACTS = [
  "listeningSince",
  "listenedSeconds",
  "lines",
  "everSeen",
  "newestAt",
  "unparsed",
  "answers",
  "2xx",
  "3xx",
  "4xx",
  "5xx",
  ...["4xx", "5xx"].flatMap((name) => [`spikes${name}`, `unsure${name}`, `worst${name}Route`, `worst${name}`]),
  "routes",
  "messages",
];

/** In the lab the pace makes them as long as what a rule wants to have heard. */
function firstMs({ listen }: Params, pace: number): number {
  const wantedMs = listen / pace;
  return wantedMs <= LISTEN_MS ? wantedMs : GLIMPSE_MS;
}

async function follow({ params: p, clients, pace, trace }: CheckContext<Params>, keepMs: number, signal: AbortSignal) {
  const project = await askProject({ clients, trace }, p, signal);
  const deployment = productionOf(project)?.id;
  if (typeof deployment !== "string")
    throw new CheckError("config", "Vercel names no production deployment to listen to");
  const id = typeof project.id === "string" ? project.id : p.project;
  const path = `/v1/projects/${encodeURIComponent(id)}/deployments/${encodeURIComponent(deployment)}/runtime-logs`;
  const request = vercelGet(p, path, { format: "lines" });
  trace(`GET ${path}: a live tail`);
  const name = `vercel ${apiTarget(p)} ${id}`;
  const feed = await clients.feeds.follow({ name, request, keepMs, firstMs: firstMs(p, pace) }, signal);
  if (feed.refused) refuseStatus(feed.refused, [200]);
  return feed;
}

function newest(rows: readonly { readonly at: number }[]): string | null {
  const last = rows.at(-1);
  return last === undefined ? null : new Date(last.at).toISOString();
}
