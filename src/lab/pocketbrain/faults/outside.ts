import type { Fault } from "../../faults.ts";
import type { Pocketbrain } from "../running.ts";
import { untilCounted } from "./effects.ts";

/** What other companies do to us. */
export function outsideFaults(system: Pocketbrain): readonly Fault[] {
  const { worker, statusPages } = system;
  return [
    {
      id: "provider-down",
      title: "The AI provider refuses connections",
      checks: ["provider", "causes"],
      summary: "provider",
      break: async () => {
        await worker.call("provider", { up: false });
        await untilCounted(system, "provider_network_error");
      },
      heal: async () => void (await worker.call("provider", { up: true })),
    },
    {
      id: "cloudflare-incident",
      title: "Cloudflare says on its status page that Workers are in trouble",
      checks: ["cloudflare"],
      summary: "Workers",
      break: async () => statusPages.report("cloudflare", "Elevated errors for Workers"),
      heal: async () => statusPages.report("cloudflare", undefined),
    },
  ];
}
