import type { FastifyRequest } from "fastify";
import type pg from "pg";

/** What the API gets when it starts; the variables have the names of the real one. */
export interface ApiConfig {
  readonly pace: number;
  readonly port: number;
  readonly env: Readonly<Record<string, string>>;
}

export interface ApiContext {
  readonly config: ApiConfig;
  readonly pool: pg.Pool;
}

/** An answer other than 2xx. `reason` reaches only `api_request_events`, unless the status is 400. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: number;

  constructor(status: number, reason: string) {
    super(reason);
    this.status = status;
  }
}

export function variable({ config }: ApiContext, name: string): string {
  return config.env[name] ?? "";
}

/** A number of seconds of real time among the variables, in ms of the lab's time. */
export function lapse(context: ApiContext, name: string, secondsInUnit = 1): number {
  return (Number(variable(context, name)) * secondsInUnit * 1000) / context.config.pace;
}

export function field(request: FastifyRequest, name: string): unknown {
  const { body } = request;
  return typeof body === "object" && body !== null ? (body as Record<string, unknown>)[name] : undefined;
}

export function textField(request: FastifyRequest, name: string): string {
  const value = field(request, name);
  return typeof value === "string" ? value : "";
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The `:id` of the path, which has to be a UUID. */
export function runIdOf(request: FastifyRequest): string {
  const { id = "" } = request.params as { id?: string };
  if (!UUID.test(id)) throw new Refusal(400, "Validation failed (uuid is expected)");
  return id;
}

export function headerOf(request: FastifyRequest, name: string): string {
  const value = request.headers[name];
  return typeof value === "string" ? value : "";
}
