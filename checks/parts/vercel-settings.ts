import { tableOf } from "../../src/core/facts.ts";
import type { Facts } from "../../src/core/reading.ts";
import type { Text } from "../../src/core/secret.ts";
import { isoOf, timeOf } from "./epoch.ts";
import { recordsIn } from "./record.ts";
import type { Answered } from "./vercel-api.ts";

const NAMES = 8;

/**
 * Variables by name, never by value (GET /v9/projects/{id}/env without `decrypt`). An edit reaches the app with the next
 * deployment only, so one that is younger than the live deployment is not in effect.
 */
export function envFacts(list: Answered, wanted: readonly string[], deployedAt: unknown): Facts {
  const variables = recordsIn(list.envs).map((variable) => ({
    key: String(variable.key ?? ""),
    type: variable.type,
    target: targetsOf(variable).join(", "),
    updatedAt: timeOf(variable.updatedAt) ?? timeOf(variable.createdAt),
    comment: typeof variable.comment === "string" && variable.comment !== "" ? variable.comment : null,
    production: targetsOf(variable).includes("production"),
  }));
  const live = timeOf(deployedAt);
  const inProduction = variables.filter(({ production }) => production);
  const isEdited = (at: number | null): boolean | null => (live === null || at === null ? null : at > live);
  const edited = inProduction.filter(({ updatedAt }) => isEdited(updatedAt) === true).map(({ key }) => key);
  const names = new Set(inProduction.map(({ key }) => key));
  const missing = wanted.filter((name) => !names.has(name));
  const rows = variables.map(({ production, updatedAt, ...variable }) => ({
    ...variable,
    updatedAt: isoOf(updatedAt),
    editedAfter: production ? isEdited(updatedAt) : false,
  }));
  return {
    envCount: inProduction.length,
    missingCount: missing.length,
    missing: listed(missing),
    editedCount: live === null ? null : edited.length,
    edited: listed(edited),
    env: tableOf(rows),
  };
}

/** Domains (GET /v9/projects/{id}/domains). One with a `gitBranch` shows that branch, not the production deployment. */
export function domainFacts(list: Answered, serves?: Text): Facts {
  const domains = recordsIn(list.domains);
  const strayed = domains.filter(({ gitBranch }) => typeof gitBranch === "string" && gitBranch !== "");
  const unverified = domains.filter(({ verified }) => verified === false);
  const rows = domains.map(({ name, verified, gitBranch, redirect }) => ({ name, verified, gitBranch, redirect }));
  return {
    domainCount: domains.length,
    strayedCount: strayed.length,
    strayed: listed(strayed.map(({ name, gitBranch }) => `${String(name)} → ${String(gitBranch)}`)),
    unverifiedCount: unverified.length,
    unverified: listed(unverified.map(({ name }) => String(name))),
    domains: tableOf(rows),
    ...hostFacts(domains, serves),
  };
}

/** Whether the project's production is what an address shows. Domains have no port. */
function hostFacts(domains: readonly Answered[], serves: Text | undefined): Facts {
  if (serves === undefined || !URL.canParse(String(serves))) return { host: null, hostShows: null };
  const host = new URL(String(serves)).hostname;
  const own = domains.find(({ name }) => typeof name === "string" && name.toLowerCase() === host);
  return { host, hostShows: own === undefined ? "nothing" : shownBy(own) };
}

function shownBy({ gitBranch, verified }: Answered): string {
  if (typeof gitBranch === "string" && gitBranch !== "") return "branch";
  return verified === false ? "unverified" : "production";
}

function targetsOf({ target }: Answered): string[] {
  return (Array.isArray(target) ? target : [target]).filter((one) => typeof one === "string");
}

function listed(names: readonly string[]): string | null {
  if (names.length === 0) return null;
  const more = names.length - NAMES;
  return `${names.slice(0, NAMES).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
