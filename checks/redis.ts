import { z } from "zod";
import { type CheckContext, defineCheck } from "../src/core/check.ts";
import { tableOf } from "../src/core/facts.ts";
import { targetName, text } from "../src/core/params.ts";
import type { Facts, Scalar } from "../src/core/reading.ts";
import { infoFacts } from "./parts/redis-info.ts";

const key = z.string().min(1).max(300);
const params = z.strictObject({
  url: text.meta({ description: "A connection URL: redis://user:password@host:6379/0, or rediss://." }),
  bull: z.array(z.string().min(1)).max(20).default([]).meta({ description: "BullMQ queues to count." }),
  prefix: z.string().min(1).default("bull").meta({ description: "BullMQ's key prefix." }),
  lengths: z
    .record(
      z.string().min(1),
      z.union([z.strictObject({ list: key }), z.strictObject({ zset: key }), z.strictObject({ stream: key })]),
    )
    .default({})
    .meta({ description: "Facts that take the length of a list, a sorted set or a stream." }),
});
type Context = CheckContext<z.output<typeof params>>;
type Read = (...command: [string, ...string[]]) => Promise<unknown>;

/** BullMQ's keys (bullmq 3 to 5): `<prefix>:<queue>:wait` and the like. `meta` has the field `paused` while it is paused. */
const bullCommands = {
  waiting: ["LLEN", "wait"],
  active: ["LLEN", "active"],
  paused: ["LLEN", "paused"],
  delayed: ["ZCARD", "delayed"],
  failed: ["ZCARD", "failed"],
  prioritized: ["ZCARD", "prioritized"],
} as const;

/**
 * PING, INFO, DBSIZE and lengths. Facts: `pingMs`, `connectMs` (the first look and after a loss: with the connection),
 * those of INFO (see parts/redis-info.ts), `keys` (DBSIZE), those of `lengths`, and with `bull` the table `queues` of
 * name, waiting, active, paused, delayed, failed, prioritized, isPaused, and `waiting`, `active`, `delayed`, `failed` summed
 * over the queues. Failures: those of the network, `auth`, `config`; `refused` while Redis is loading.
 */
export const redis = defineCheck({
  kind: "redis",
  title: "Redis",
  params,
  target: (p) => targetName(p.url),
  async run(context, signal) {
    const { params: p, clients, trace } = context;
    const read: Read = (...command) => clients.redis.read(p.url, command, signal);
    const connectMs = await timed(context, read);
    const pingMs = await timed(context, read);
    const [info, keys, lengths, queues] = await Promise.all([
      read("INFO"),
      read("DBSIZE"),
      readLengths(p.lengths, read),
      Promise.all(p.bull.map((name) => readQueue(`${p.prefix}:${name}`, name, read))),
    ]);
    trace(`PING in ${pingMs} ms, ${String(keys)} keys at ${targetName(p.url)}`);
    return { pingMs, connectMs, ...infoFacts(String(info)), keys: Number(keys), ...lengths, ...queueFacts(queues) };
  },
});

async function timed({ clock }: Context, read: Read): Promise<number> {
  const began = clock.mono();
  await read("PING");
  return Math.round((clock.mono() - began) * 10) / 10;
}

async function readLengths(lengths: z.output<typeof params>["lengths"], read: Read): Promise<Facts> {
  const facts = Object.entries(lengths).map(async ([fact, at]): Promise<[string, number]> => {
    if ("list" in at) return [fact, Number(await read("LLEN", at.list))];
    if ("zset" in at) return [fact, Number(await read("ZCARD", at.zset))];
    return [fact, Number(await read("XLEN", at.stream))];
  });
  return Object.fromEntries(await Promise.all(facts));
}

async function readQueue(prefix: string, name: string, read: Read): Promise<Record<string, Scalar>> {
  const counts = Object.entries(bullCommands).map(async ([column, [command, suffix]]) => [
    column,
    Number(await read(command, `${prefix}:${suffix}`)),
  ]);
  const isPaused = Number(await read("HEXISTS", `${prefix}:meta`, "paused")) === 1;
  return { name, ...Object.fromEntries(await Promise.all(counts)), isPaused };
}

function queueFacts(queues: readonly Record<string, Scalar>[]): Facts {
  if (queues.length === 0) return {};
  const sum = (column: string): number => queues.reduce((total, queue) => total + Number(queue[column]), 0);
  const names = ["waiting", "active", "delayed", "failed"];
  return { queues: tableOf(queues), ...Object.fromEntries(names.map((column) => [column, sum(column)])) };
}
