import type { Fault } from "../../faults.ts";
import type { TogetherBot } from "../running.ts";

const PROVIDERS = ["discord", "neon"] as const;

/** What the providers say of themselves; the bot does not notice. */
export function providerFaults({ status }: TogetherBot): readonly Fault[] {
  return [
    {
      id: "providers-incident",
      title: "The status pages of Discord and Neon report incidents; the bot works",
      checks: PROVIDERS.map((provider) => `status-${provider}`),
      summary: "Discord reports",
      break: async () => {
        for (const provider of PROVIDERS) status.report(provider, "Elevated API errors");
      },
      heal: async () => {
        for (const provider of PROVIDERS) status.report(provider, undefined);
      },
    },
  ];
}
