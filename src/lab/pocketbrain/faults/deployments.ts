import type { Fault } from "../../faults.ts";
import { selfSigned } from "../../net/certificate.ts";
import type { Pocketbrain } from "../running.ts";
import { RELEASE } from "../schema.ts";
import { untilCounted, untilWell } from "./effects.ts";

export function deploymentFaults(system: Pocketbrain): readonly Fault[] {
  return [
    originUnconfigured(system),
    rotationHalfDone(system),
    kvUnbound(system),
    metricsHidden(system),
    certificateExpiring(system),
    wrongRelease(system),
  ];
}

function originUnconfigured(system: Pocketbrain): Fault {
  const { worker, checkout } = system;
  return {
    id: "origin-unconfigured",
    title: "The Worker was deployed without VPS_API_ORIGIN",
    checks: ["edge", "causes"],
    summary: "origin_unconfigured",
    break: async () => {
      checkout.serverEnv = "stale";
      await worker.call("deploy", { VPS_API_ORIGIN: null });
      await untilCounted(system, "origin_unconfigured");
    },
    heal: async () => {
      checkout.serverEnv = "current";
      await worker.call("deploy", {});
      await untilWell(system);
    },
  };
}

/** The new active secret was put before the old one became KEY_ENCRYPTION_SECRET_PREV. What was deleted stays deleted. */
function rotationHalfDone(system: Pocketbrain): Fault {
  const { worker } = system;
  return {
    id: "rotation-half-done",
    title:
      "KEY_ENCRYPTION_SECRET was changed without KEY_ENCRYPTION_SECRET_PREV: stored keys are deleted as they are used",
    checks: ["rotation"],
    summary: "KEY_ENCRYPTION_SECRET_PREV",
    break: async () => {
      await worker.call("deploy", { KEY_ENCRYPTION_SECRET: "another-secret-of-the-rotation-drill-0001" });
      await worker.call("warm-up");
      await untilCounted(system, "decryptFailures");
    },
    heal: async () => {
      await worker.call("deploy", {});
      await worker.call("connect");
    },
  };
}

function kvUnbound(system: Pocketbrain): Fault {
  const { worker } = system;
  return {
    id: "kv-unbound",
    title: "The Worker was deployed without its KV binding AI_SESSIONS",
    checks: ["worker-config", "causes"],
    summary: "AI_SESSIONS",
    break: async () => {
      await worker.call("deploy", { AI_SESSIONS: null });
      await untilCounted(system, "kvFailures");
    },
    heal: async () => void (await worker.call("deploy", {})),
  };
}

function metricsHidden({ worker }: Pocketbrain): Fault {
  return {
    id: "metrics-404",
    title: "The Worker's metrics are asked for through Cloudflare, where they do not exist",
    checks: ["circuit", "causes", "provider", "retries", "rotation", "worker-config"],
    summary: "404",
    break: async () => void (await worker.call("hide-local", { on: true })),
    heal: async () => void (await worker.call("hide-local", { on: false })),
  };
}

function certificateExpiring({ worker, workerConfig }: Pocketbrain): Fault {
  return {
    id: "cert-expiring",
    title: "The certificate of the public name ends in four days",
    checks: ["edge-tls"],
    summary: "ends in",
    break: async () => {
      const certificate = selfSigned({ name: workerConfig.zone, daysLeft: 4.5 });
      await worker.call("certificate", certificate);
    },
    heal: async () => void (await worker.call("certificate", workerConfig.certificate)),
  };
}

function wrongRelease({ host }: Pocketbrain): Fault {
  return {
    id: "wrong-release",
    title: "The VPS has another commit checked out than the one that was released",
    checks: ["release"],
    summary: "53054ef",
    break: async () => {
      host.head = "53054ef000000000000000000000000000000000";
    },
    heal: async () => {
      host.head = RELEASE;
    },
  };
}
