import { z } from "zod";
import { defineCheck } from "../src/core/check.ts";

const DAY = 86_400_000;
const CERTIFICATE = ["daysLeft", "validFrom", "validTo", "issuer", "subject", "protocol", "refusal", "trusted"];
const TIMES = ["connectMs", "handshakeMs", "tookMs"];

/**
 * Shakes hands and looks at the certificate, trusted or not. Facts: `daysLeft` (negative once expired), `validFrom` and
 * `validTo` (ISO), `issuer`, `subject` (common names), `protocol`, `refusal` (why a browser would refuse it, as OpenSSL's
 * code such as CERT_HAS_EXPIRED, or null), `trusted`, `connectMs` (until the name was known and the port open), `handshakeMs`
 * (from there on), `tookMs` (both). Failures: those of the network; an untrusted certificate is a fact.
 */
export const tlsExpiry = defineCheck({
  kind: "tls-expiry",
  title: "TLS certificate",
  params: z.strictObject({
    host: z.string().min(1).max(255),
    port: z.int().min(1).max(65_535).default(443),
    "server-name": z
      .string()
      .min(1)
      .optional()
      .meta({ description: "Name to ask for and to compare with the certificate. Default: the host." }),
  }),
  target: (params) => `${params.host}:${params.port}`,
  facts: () => [...CERTIFICATE, ...TIMES],
  async run({ params, clients, clock, trace }, signal) {
    const name = params["server-name"] ?? params.host;
    const seen = await clients.sockets.certificate(params.host, params.port, name, signal);
    trace(`${name}: ${seen.subject}, by ${seen.issuer}, ${seen.protocol}, ${seen.refusal ?? "trusted"}`);
    return {
      daysLeft: Math.floor((seen.validTo - clock.now()) / DAY),
      validFrom: new Date(seen.validFrom).toISOString(),
      validTo: new Date(seen.validTo).toISOString(),
      issuer: seen.issuer,
      subject: seen.subject,
      protocol: seen.protocol,
      refusal: seen.refusal,
      trusted: seen.refusal === null,
      connectMs: Math.round(seen.connectMs),
      handshakeMs: Math.round(seen.handshakeMs),
      tookMs: Math.round(seen.tookMs),
    };
  },
});
