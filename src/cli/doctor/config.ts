import { stat } from "node:fs/promises";
import type { Vault } from "../../clients/secret-vault.ts";
import { formatProblem } from "../../config/problem.ts";
import { CheckError } from "../../core/check-error.ts";
import type { Clients } from "../../core/clients.ts";
import { plural } from "../../core/plural.ts";
import type { SecretText } from "../../core/secret.ts";
import type { OpenedConfig } from "../open-config.ts";
import { type Finding, fail, ok, warn } from "./finding.ts";

/** Whether the system files are right. */
export function configFindings({ problems, systems, plans }: OpenedConfig): readonly Finding[] {
  if (problems.length > 0)
    return problems.map((problem) =>
      fail("config", formatProblem(problem), "mend it; opsdeck validate says all of it"),
    );
  const titles = systems.map((system) => `${system.title} (${system.environment})`).join(", ");
  if (systems.length === 0)
    return [warn("config", "no system is configured", "opsdeck init writes a system file, opsdeck lab simulates some")];
  return [ok("config", `${titles}: ${plural(plans.length, "check")}`)];
}

/** Which secrets have a value. A value is looked up as a look would do it, and never shown. */
export async function secretFindings({ bindings }: OpenedConfig, vault: Vault): Promise<readonly Finding[]> {
  const all = [...bindings].flatMap(([system, { scope }]) =>
    Object.entries(scope.secrets).map(([name, secret]) => secretFinding(`${system}.${name}`, secret, vault)),
  );
  return Promise.all(all);
}

async function secretFinding(name: string, secret: SecretText, vault: Vault): Promise<Finding> {
  const id = `secret.${name}`;
  try {
    await vault.reveal(secret);
  } catch (error) {
    if (!(error instanceof CheckError)) throw error;
    return warn(id, error.message, error.hint ?? "what needs it stays unknown until then");
  }
  const open = await openFile(secret);
  return open === undefined
    ? ok(id, "has a value")
    : warn(id, `has a value, and everybody on this machine may read ${open}`, `chmod o-rwx ${open}`);
}

async function openFile(secret: SecretText): Promise<string | undefined> {
  for (const part of secret.parts) {
    if (typeof part === "string" || part.from !== "file") continue;
    const found = await stat(part.source).catch(() => undefined);
    if (found && (found.mode & 0o004) !== 0) return part.source;
  }
  return undefined;
}

/** A target that is a host by name, with its port or without. */
const HOST = /^([a-z][a-z0-9-]*(?:\.[a-z0-9-]+)+)(?::\d+)?$/i;

/** Whether the names of targets have addresses. Nobody but a name server is asked. */
export async function nameFindings(
  { plans }: OpenedConfig,
  { sockets }: Pick<Clients, "sockets">,
): Promise<readonly Finding[]> {
  const hosts = plans.flatMap(({ target }) => HOST.exec(target)?.[1] ?? []);
  return Promise.all(
    [...new Set(hosts)].map(async (host) => {
      const id = `name.${host}`;
      try {
        const { addresses } = await sockets.lookup(host, AbortSignal.timeout(3000));
        return ok(id, `is ${addresses.slice(0, 2).join(", ")}`);
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        return warn(id, `has no address here: ${why}`, "look at vars and at this machine's name server");
      }
    }),
  );
}
