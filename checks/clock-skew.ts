import { z } from "zod";
import { defineCheck } from "../src/core/check.ts";
import { targetName, urlText } from "../src/core/params.ts";
import type { Scalar } from "../src/core/reading.ts";
import { ask } from "./parts/http-look.ts";
import { requestsOf } from "./parts/http-params.ts";

const params = z.strictObject({
  urls: z
    .record(z.string().regex(/^[A-Za-z]\w{0,39}$/, "a name has letters and digits"), urlText)
    .refine((urls) => Object.keys(urls).length > 0 && Object.keys(urls).length <= 6, "one to six servers")
    .meta({ description: "Servers by name; any answer with a Date header tells their clock." }),
});

/** A Date header has whole seconds, cut off. */
const HALF_MS = 500;

/**
 * How far the clocks of servers are from this machine's, and from each other, by the Date header of one GET each. Facts:
 * `<name>Seconds` (ahead is positive; to the second; null without the header) and `apartSeconds`, between the two that are
 * farthest apart; null unless each has told. Failures: those of the network, of any of them.
 */
export const clockSkew = defineCheck({
  kind: "clock-skew",
  title: "Clocks",
  params,
  facts: ({ urls }) => [...Object.keys(urls).map((name) => `${name}Seconds`), "apartSeconds"],
  requests: ({ urls }) => requestsOf(Object.values(urls).map((url) => ({ url }))),
  target: ({ urls }) => targetName(Object.values(urls)[0] ?? ""),
  async run({ params: { urls }, clients, clock, trace }, signal) {
    const told: Record<string, Scalar> = {};
    for (const [name, url] of Object.entries(urls)) {
      const began = clock.now();
      const { headers } = await ask({ clients, trace }, { url, maxBytes: 0 }, signal);
      const middle = (began + clock.now()) / 2;
      const date = Date.parse(headers.date ?? "");
      told[`${name}Seconds`] = Number.isNaN(date) ? null : Math.round((date + HALF_MS - middle) / 1000) + 0;
    }
    const seconds = Object.values(told).filter((value) => typeof value === "number");
    const all = seconds.length === Object.keys(urls).length;
    return { ...told, apartSeconds: all ? Math.max(...seconds) - Math.min(...seconds) : null };
  },
});
