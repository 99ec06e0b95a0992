import type { Fault } from "../../faults.ts";
import type { Gate, GateMode } from "../../net/gate.ts";
import type { Pocketbrain } from "../running.ts";
import { PROXY_CHECKS, SERVER_CHECKS } from "./check-sets.ts";
import { untilCounted, untilWell, workerState } from "./effects.ts";

export function pathFaults(system: Pocketbrain): readonly Fault[] {
  return [
    pathFault(system, system.route, {
      id: "upstream-timeout",
      title: "Packets from Cloudflare to the VPS are lost on their way; others reach it",
      checks: ["edge", ...PROXY_CHECKS],
      summary: "timeout",
      mode: "freeze",
      counter: "timeout",
    }),
    pathFault(system, system.door, {
      id: "upstream-down",
      title: "The VPS refuses connections to 443, from everywhere",
      checks: ["edge", "direct-tcp", "direct-tls", ...PROXY_CHECKS],
      summary: "network_error",
      mode: "refuse",
      counter: "network_error",
    }),
    nameLost(system),
    circuitOpen(system),
    serverStopped(system),
    rateLimited(system),
  ];
}

interface PathFaultPlan extends Pick<Fault, "id" | "title" | "checks" | "summary"> {
  readonly mode: GateMode;
  readonly counter: string;
}

function pathFault(system: Pocketbrain, gate: Gate, { mode, counter, ...plan }: PathFaultPlan): Fault {
  return {
    ...plan,
    break: async () => {
      await gate.set(mode);
      await untilCounted(system, counter);
    },
    heal: async () => {
      await gate.set("open");
      await untilWell(system);
    },
  };
}

function nameLost({ names }: Pocketbrain): Fault {
  return {
    id: "dns-lost",
    title: "The zone has lost the name of the VPS; what is connected by address goes on",
    checks: ["direct-dns"],
    summary: "not known",
    break: async () => names.know(false),
    heal: async () => names.know(true),
  };
}

const LOOK_MS = 50;

/** A long open window and a path that fails for a moment whenever it ends: most of what users see is the circuit itself. */
function circuitOpen(system: Pocketbrain): Fault {
  const { worker, route, context } = system;
  let watch: NodeJS.Timeout | undefined;
  const lastMs = 1_500;
  const blip = async () => {
    const { openUntil = 0 } = await workerState(system);
    await route.set(openUntil - Date.now() < lastMs ? "refuse" : "open");
  };
  return {
    id: "circuit-open",
    title: "The circuit stays open for two minutes after each blip of the way to the VPS",
    checks: ["edge", "circuit", "causes"],
    summary: "open",
    break: async () => {
      await worker.call("deploy", { VPS_PROXY_CIRCUIT_OPEN_MS: "120000", VPS_PROXY_RETRIES: "0" });
      watch = setInterval(() => void blip().catch(() => undefined), Math.max(LOOK_MS, 500 / context.pace));
      await untilCounted(system, "network_error");
    },
    heal: async () => {
      clearInterval(watch);
      await route.set("open");
      await worker.call("deploy", {});
      await untilWell(system);
    },
  };
}

/** What `docker stop` leaves: nothing starts it again but a restart. */
function serverStopped(system: Pocketbrain): Fault {
  return {
    id: "server-stopped",
    title: "The server was stopped, its database is well, and nothing starts it again",
    checks: [...SERVER_CHECKS, "edge", ...PROXY_CHECKS],
    summary: "REFUSED",
    break: async () => {
      await system.server.kill();
      await untilCounted(system, "upstream_5xx");
    },
    heal: async () => {
      if (!system.server.running()) await system.server.restart();
      await untilWell(system);
    },
  };
}

/** Over the limit the server answers 500, which the Worker takes for a broken server. */
function rateLimited(system: Pocketbrain): Fault {
  const limit = async (requests: number) => void (await system.server.child().call("rate-limit", { limit: requests }));
  return {
    id: "rate-limited",
    title: "All users and this cockpit share one bucket of the rate limit, and it is empty",
    checks: [...SERVER_CHECKS, "edge", ...PROXY_CHECKS],
    summary: "rate|again in",
    break: async () => {
      await limit(0);
      await untilCounted(system, "upstream_5xx");
    },
    heal: async () => {
      await limit(180);
      await untilWell(system);
    },
  };
}
