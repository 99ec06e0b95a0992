import { z } from "zod";
import { defineCheck } from "../src/core/check.ts";

const SERVER = /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[[\da-f:]+\])(?::\d{1,5})?$/i;

/**
 * Resolves a name as this machine does, its hosts file included, or as one name server does. Facts: `addresses` (joined
 * by blanks, sorted), `count`, `tookMs`. Failures: `dns` for a name that is not known.
 */
export const dns = defineCheck({
  kind: "dns",
  title: "Name",
  params: z.strictObject({
    name: z.string().min(1).max(255),
    server: z
      .string()
      .regex(SERVER, "an IP address, with a port if need be: 1.1.1.1, 127.0.0.1:5353 or [::1]:53")
      .nullable()
      .default(null)
      .meta({ description: "The address of a name server to ask. Default, and null: as this machine does." }),
  }),
  target: (params) => params.server ?? params.name,
  facts: () => ["addresses", "count", "tookMs"],
  async run({ params, clients, trace }, signal) {
    const { addresses, tookMs } = await clients.sockets.lookup(params.name, signal, params.server ?? undefined);
    const sorted = [...new Set(addresses)].sort();
    trace(`${params.name} is ${sorted.join(" ")}`);
    return { addresses: sorted.slice(0, 20).join(" "), count: sorted.length, tookMs: Math.round(tookMs) };
  },
});
