import type { StandIn, StandInResult } from "../stand-ins.ts";
import type { Pocketbrain } from "./running.ts";

const LEAST_LENGTH = 32;
const PLACEHOLDER = /replace-with|your-|example/i;

/** What the team runs in its checkout, by the names of the system file. */
export function checkoutCommands(system: Pocketbrain): Readonly<Record<string, StandIn>> {
  return {
    renderEnv: async () => {
      system.checkout.serverEnv = "current";
      return printed("rendered server/.env");
    },
    configCheck: async () => configCheck(system),
    workerDeploy: () => workerDeploy(system),
    putActive: putSecret(system, "KEY_ENCRYPTION_SECRET"),
    putPrevious: putSecret(system, "KEY_ENCRYPTION_SECRET_PREV"),
    deletePrevious: () => deletePrevious(system),
    secretNames: () => secretNames(system),
    nextSecretCheck: async ({ env }) => checked(weakness(env.KEY_ENCRYPTION_SECRET ?? "")),
  };
}

/** Stands for validate-runtime-config.mjs: what is wrong, a line each, and exit 1. */
function configCheck({ checkout }: Pocketbrain): StandInResult {
  return checked(checkout.serverEnv === "stale" ? "VPS_API_ORIGIN must be set in production" : undefined);
}

function weakness(value: string): string | undefined {
  const isUsable = value.length >= LEAST_LENGTH && !PLACEHOLDER.test(value);
  return isUsable ? undefined : `KEY_ENCRYPTION_SECRET must be non-placeholder and at least ${LEAST_LENGTH} chars`;
}

function checked(mistake: string | undefined): StandInResult {
  if (mistake === undefined) return printed("Runtime config validation passed");
  const stderr = `Runtime config validation failed:\n- worker: ${mistake}\n`;
  return { exitCode: 1, stdout: "", stderr };
}

/** Deploys what lies in the checkout, its mistakes too; a deployment begins new isolates. */
async function workerDeploy({ worker, checkout }: Pocketbrain): Promise<StandInResult> {
  await worker.call("deploy", checkout.serverEnv === "stale" ? { VPS_API_ORIGIN: null } : {});
  return printed("Deployed pocketbrain-worker triggers");
}

/** `wrangler secret put`: the value comes by stdin, and is live at once. */
function putSecret({ worker }: Pocketbrain, name: string): StandIn {
  return async ({ stdin }) => {
    const value = stdin.trimEnd();
    if (value === "") return { exitCode: 1, stdout: "", stderr: "✘ [ERROR] no value was given\n" };
    await worker.call("secret", { name, value });
    return printed(`✨ Success! Uploaded secret ${name}`);
  };
}

/** What is not there cannot be deleted: wrangler's error 10056. */
async function deletePrevious(system: Pocketbrain): Promise<StandInResult> {
  const name = "KEY_ENCRYPTION_SECRET_PREV";
  if (!(await namesIn(system)).includes(name))
    return { exitCode: 1, stdout: "", stderr: "✘ [ERROR] Binding not found [code: 10056]\n" };
  await system.worker.call("secret", { name, value: null });
  return printed(`✨ Success! Deleted secret ${name}`);
}

async function secretNames(system: Pocketbrain): Promise<StandInResult> {
  const secrets = (await namesIn(system)).map((name) => ({ name, type: "secret_text" }));
  return printed(JSON.stringify(secrets, null, 2));
}

async function namesIn({ worker }: Pocketbrain): Promise<readonly string[]> {
  return (await worker.call("secret-names")) as readonly string[];
}

function printed(said: string): StandInResult {
  return { exitCode: 0, stdout: `${said}\n` };
}
