import { isRecord } from "../../process/json-lines.ts";
import type { RestAnswer, RestRequest } from "../rest-server.ts";
import { ENV_TARGETS, ENV_TYPES, type EnvChange, type EnvVariable } from "./env-store.ts";
import type { VercelProject } from "./project.ts";

/** GET …/env: without values unless asked to decrypt, and never that of a sensitive variable. */
export function listEnv(project: VercelProject, { query }: RestRequest): RestAnswer {
  const decrypt = query.get("decrypt") === "true";
  return { status: 200, body: { envs: project.env.list().map((variable) => describeEnv(variable, decrypt)) } };
}

export function oneEnv(project: VercelProject, _request: RestRequest, id: string): RestAnswer {
  const variable = project.env.find(id);
  return variable ? { status: 200, body: describeEnv(variable, true) } : missing();
}

/** POST …/env: one variable, or a list of them. With `upsert=true` one of the same name and target is changed. */
export function createEnv(project: VercelProject, { body, query }: RestRequest): RestAnswer {
  const given = Array.isArray(body) ? body : [body];
  const changes = given.map(changeOf);
  const whole = changes.filter((change) => change?.key !== undefined && change.value !== undefined);
  if (whole.length < given.length || given.length === 0) return invalid("`key`, `value`, `type` and `target` are due");
  const made = whole.map((change) => {
    const { key = "", value = "" } = change ?? {};
    const known = project.env.ofProduction(key);
    if (!known) return project.env.add({ ...change, key, value });
    return query.get("upsert") === "true" ? project.env.change(known.id, change ?? {}) : undefined;
  });
  if (made.some((variable) => variable === undefined)) {
    const message = "A variable with this name already exists for the target production";
    return { status: 400, body: { error: { code: "ENV_CONFLICT", message } } };
  }
  const created = made.filter((variable) => variable !== undefined).map((variable) => describeEnv(variable, false));
  return { status: 201, body: { created: Array.isArray(body) ? created : created[0], failed: [] } };
}

/** PATCH …/env/{id}. A sensitive variable keeps its type: it can be overwritten, not opened. */
export function editEnv(project: VercelProject, { body }: RestRequest, id: string): RestAnswer {
  const known = project.env.find(id);
  if (!known) return missing();
  const change = changeOf(body);
  if (!change) return invalid("the body has no field of a variable");
  if (known.type === "sensitive" && change.type !== undefined && change.type !== "sensitive") {
    return invalid("You cannot change the type of a Sensitive Environment Variable.");
  }
  const changed = project.env.change(id, change);
  return changed ? { status: 200, body: describeEnv(changed, false) } : missing();
}

export function removeEnv(project: VercelProject, _request: RestRequest, id: string): RestAnswer {
  const removed = project.env.remove(id);
  return removed ? { status: 200, body: describeEnv(removed, false) } : missing();
}

function describeEnv({ value, ...variable }: EnvVariable, decrypt: boolean) {
  const open = variable.type === "plain" || (decrypt && variable.type === "encrypted");
  const shown = variable.type === "sensitive" ? "" : open ? value : Buffer.from(`v2:${variable.id}`).toString("base64");
  return {
    ...variable,
    decrypted: open,
    value: shown,
    configurationId: null,
    customEnvironmentIds: [],
    gitBranch: null,
  };
}

function changeOf(body: unknown): EnvChange | undefined {
  if (!isRecord(body)) return undefined;
  const { key, value, type, target, comment } = body;
  const targets = (Array.isArray(target) ? target : [target]).filter((one) => ENV_TARGETS.includes(one));
  const change = {
    ...(typeof key === "string" && key !== "" ? { key } : {}),
    ...(typeof value === "string" ? { value } : {}),
    ...(ENV_TYPES.includes(type as never) ? { type: type as EnvVariable["type"] } : {}),
    ...(targets.length > 0 ? { target: targets } : {}),
    ...(typeof comment === "string" ? { comment } : {}),
  };
  return Object.keys(change).length === 0 ? undefined : change;
}

function missing(): RestAnswer {
  return { status: 404, body: { error: { code: "not_found", message: "The environment variable was not found" } } };
}

function invalid(message: string): RestAnswer {
  return { status: 400, body: { error: { code: "bad_request", message } } };
}
