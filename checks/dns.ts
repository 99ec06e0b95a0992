import { z } from "zod";
import { defineCheck } from "../src/core/check.ts";

/**
 * Resolves a name as this machine does, its hosts file included. Facts: `addresses` (joined by blanks, sorted), `count`,
 * `tookMs`. Failures: `dns` for a name that is not known.
 */
export const dns = defineCheck({
  kind: "dns",
  title: "Name",
  params: z.strictObject({ name: z.string().min(1).max(255) }),
  target: (params) => params.name,
  facts: () => ["addresses", "count", "tookMs"],
  async run({ params, clients, trace }, signal) {
    const { addresses, tookMs } = await clients.sockets.lookup(params.name, signal);
    const sorted = [...new Set(addresses)].sort();
    trace(`${params.name} is ${sorted.join(" ")}`);
    return { addresses: sorted.slice(0, 20).join(" "), count: sorted.length, tookMs: Math.round(tookMs) };
  },
});
