import type { Answer, Case } from "./case.ts";
import * as real from "./pocketbrain.answers.ts";

/** What pocketbrain answers over HTTP, and what one would believe of it and should not. */
type Told = Pick<Case, "verdict" | "says" | "earlier">;
const isolate = (check: string, title: string, answer: Answer, told: Told): Case => ({
  check,
  title,
  answers: { "GET /api/v1/metrics": answer },
  ...told,
});

/** Counters of the Worker that are not what their names say. */
const misnamed = real.metrics({ metrics: { circuitOpens: 3, providerFailures: 40, vpsProxyTimeouts: 9 } });
const counters: readonly Case[] = [
  isolate("circuit", "circuitOpens is the AI provider's circuit, not the one to the VPS", misnamed, {
    verdict: "ok",
    says: /has not opened/,
  }),
  isolate("provider", "providerFailures counts each 5xx of the Worker's own, whoever failed", misnamed, {
    verdict: "ok",
    says: /no failure of the AI provider/,
  }),
  isolate("causes", "vpsProxyTimeouts counts attempts: a request that a retry saved did not fail", misnamed, {
    verdict: "ok",
    says: /no failed request/,
  }),
  isolate(
    "causes",
    "vpsProxyFailures counts the rejects of the open circuit, too: they are not the cause",
    real.metrics({
      metrics: { vpsProxyFailures: 6, vpsProxyCircuitRejects: 5 },
      upstream: { network_error: 1, circuit_open: 5 },
    }),
    {
      verdict: "fail",
      says: /^network_error/,
      earlier: Object.fromEntries(
        [
          "originUnconfigured",
          "timeout",
          "networkError",
          "upstream5xx",
          "kvUnavailable",
          "circuitOpen",
          "providerTimeout",
          "provider5xx",
          "providerNetworkError",
          "providerCircuitOpen",
        ].map((name) => [name, 0]),
      ),
    },
  ),
  isolate(
    "circuit",
    "counters that fell are those of a new isolate, and no recovery",
    real.metrics({ metrics: { vpsProxyCircuitOpens: 1, vpsProxyCircuitRejects: 2 } }),
    {
      verdict: "unknown",
      says: /^1 opens and 2 rejects so far, .*seen once only, as after a deployment/,
      earlier: { opens: 9, rejects: 400 },
    },
  ),
  isolate(
    "provider",
    "counters of one look do not grow: no incident, and no health",
    real.metrics({ provider: { provider_5xx: 4 } }),
    { verdict: "unknown", says: /seen once only, as after a deployment/ },
  ),
];

/** The documents call decryptFailures invalidRotationSecret, and missing plus partial invalidClerkConfig; the JSON has each by itself. */
const aliases: readonly Case[] = [
  isolate(
    "worker-config",
    "keys that cannot be opened are no invalid rotation secret, whatever the documents call them",
    real.metrics({ rotation: { decryptFailures: 2 } }),
    { verdict: "ok", says: /no mistake of configuration/ },
  ),
  ...(["missingClerkConfig", "partialClerkConfig", "invalidClerkConfig"] as const).map((name) =>
    isolate("worker-config", `${name} is a count of its own`, real.metrics({ authConfig: { [name]: 1 } }), {
      verdict: "fail",
      says: /Clerk's variables are missing \(\d\), partial \(\d\) or invalid \(\d\)/,
    }),
  ),
];

export const pocketbrainTrapCases: readonly Case[] = [...counters, ...aliases];
