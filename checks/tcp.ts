import { z } from "zod";
import { defineCheck } from "../src/core/check.ts";

const host = z.string().min(1).max(255);
const port = z.int().min(1).max(65_535);

/**
 * Connects and hangs up. Facts: `connectMs`, `tookMs` (the same, as `dns` and `tls-expiry` call it), `address` (the one that
 * answered). Failures: those of the network.
 */
export const tcp = defineCheck({
  kind: "tcp",
  title: "TCP port",
  params: z.strictObject({ host, port }),
  target: (params) => `${params.host}:${params.port}`,
  facts: () => ["connectMs", "tookMs", "address"],
  async run({ params, clients, trace }, signal) {
    const { tookMs, address } = await clients.sockets.connect(params.host, params.port, signal);
    trace(`connected to ${address} port ${params.port} in ${Math.round(tookMs)} ms`);
    const connectMs = Math.round(tookMs);
    return { connectMs, tookMs: connectMs, address };
  },
});
