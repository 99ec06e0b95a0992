import type { Server as SecureServer } from "node:https";
import type { KeyAndCertificate } from "../../net/certificate.ts";
import { isRecord } from "../../process/json-lines.ts";
import { openParentChannel } from "../../process/parent-channel.ts";
import { aiRoute } from "./ai-routes.ts";
import { notFound, type WorkerAnswer, type WorkerRequest } from "./answer.ts";
import { type Devices, startDevices } from "./devices.ts";
import { type Isolate, newIsolate, type WorkerVars } from "./isolate.ts";
import { KvStore } from "./kv-store.ts";
import { listenPlain, listenSecure } from "./listeners.ts";
import { metricsRoute } from "./metrics-route.ts";
import { ProviderCircuit } from "./provider-circuit.ts";
import { type ProviderDouble, startProvider } from "./provider-double.ts";
import { proxy } from "./proxy.ts";

export interface WorkerConfig {
  readonly pace: number;
  readonly zone: string;
  readonly ports: {
    readonly edge: number;
    readonly edgeTls: number;
    readonly local: number;
    readonly provider: number;
  };
  readonly certificate: KeyAndCertificate;
  readonly vars: WorkerVars;
  readonly authSecret: string;
}

/** By name; null: it is not there. */
type Changes = Readonly<Record<string, string | null>>;

/** The deployed Worker, and who is around it. */
interface Deployed {
  readonly config: WorkerConfig;
  readonly kv: KvStore;
  readonly providerCircuit: ProviderCircuit;
  isolate: Isolate;
  /** What was deployed besides the own variables. */
  changes: Changes;
  /** Secrets that were put since: each deployment has them. */
  secrets: Changes;
  /** Whether even the machine's own address is reached by way of Cloudflare. */
  isLocalHidden: boolean;
}

/** The simulated Worker behind Cloudflare's edge, the AI provider, and the users' devices. */
export async function runPocketbrainWorker(): Promise<void> {
  const channel = await openParentChannel(async () => undefined);
  const config = channel.config as WorkerConfig;
  const { pace, ports, zone, vars, authSecret } = config;
  const kv = new KvStore();
  const deployed: Deployed = {
    config,
    kv,
    providerCircuit: new ProviderCircuit(pace),
    isolate: newIsolate(vars, kv, pace),
    changes: {},
    secrets: {},
    isLocalHidden: false,
  };
  const answer = (request: WorkerRequest) => route(deployed, request);
  const edge = () => ({ zone });
  const [provider, , , secure] = await Promise.all([
    startProvider(ports.provider),
    listenPlain(ports.edge, edge, answer),
    listenPlain(ports.local, () => (deployed.isLocalHidden ? { zone } : "local"), answer),
    listenSecure(ports.edgeTls, config.certificate, edge, answer),
  ]);
  const devices = startDevices({ base: `http://127.0.0.1:${ports.edge}`, authSecret, pace });
  const commands = controls(deployed, { secure, provider, devices });
  channel.onCall(async (command, value) => {
    const run = commands[command];
    if (!run) throw new Error(`no such call: ${command}`);
    return run(isRecord(value) ? value : {});
  });
  channel.ready({});
}

async function route({ isolate, providerCircuit }: Deployed, request: WorkerRequest): Promise<WorkerAnswer> {
  isolate.metrics.requests += 1;
  const path = request.path.split("?")[0] ?? "";
  if (path === "/api/v1/metrics") return metricsRoute(isolate, request);
  if (path.startsWith("/api/v2/")) return proxy(isolate, request);
  if (path.startsWith("/api/v1/")) return aiRoute(isolate, providerCircuit, request);
  return notFound(isolate);
}

type Controls = Readonly<Record<string, (value: Readonly<Record<string, unknown>>) => unknown>>;

interface Around {
  readonly secure: SecureServer;
  readonly provider: ProviderDouble;
  readonly devices: Devices;
}

function controls(deployed: Deployed, { secure, provider, devices }: Around): Controls {
  return {
    /** A deployment with these variables besides its own: null takes one away. */
    deploy: (value) => {
      deployed.changes = value as Changes;
      beginIsolate(deployed);
    },
    /** As `wrangler secret put` and `delete` do: the Worker runs on with it at once, in new isolates. */
    secret: ({ name, value }) => {
      deployed.secrets = { ...deployed.secrets, [String(name)]: value === null ? null : String(value) };
      beginIsolate(deployed);
    },
    "secret-names": () => {
      const { vars } = deployed.isolate;
      return ["KEY_ENCRYPTION_SECRET", "KEY_ENCRYPTION_SECRET_PREV"].filter((name) => vars[name] !== undefined);
    },
    state: () => {
      const { isolate } = deployed;
      const { upstream, provider: asked, rotation, kvFailures, circuit } = isolate;
      return { ...upstream, ...asked, ...rotation, kvFailures, openUntil: circuit.openUntil };
    },
    certificate: ({ key, cert }) => secure.setSecureContext({ key: String(key), cert: String(cert) }),
    "hide-local": ({ on }) => {
      deployed.isLocalHidden = on === true;
    },
    provider: ({ up }) => provider.set(up === true),
    pause: ({ on }) => {
      devices.paused = on === true;
    },
    connect: () => devices.connect(),
    "warm-up": () => devices.warmUp(),
    "come-back": () => devices.comeBack(),
  };
}

function beginIsolate(deployed: Deployed): void {
  const { config, kv, secrets, changes } = deployed;
  const vars = Object.entries({ ...config.vars, ...secrets, ...changes }).filter(([, given]) => given !== null);
  deployed.isolate = newIsolate(Object.fromEntries(vars) as WorkerVars, kv, config.pace);
}
