/** A tracker event as the producer hands it to the worker. */
export interface Payload {
  readonly s: string;
  readonly url: string;
  readonly sid?: string;
  /** The month that the tracker believes the session belongs to, YYYY-MM-01. */
  readonly sm?: string;
  readonly ec?: string;
  readonly ea?: string;
  readonly el?: string;
  readonly consent?: boolean;
}

export function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8").replace(/^\uFEFF/, ""));
  } catch {
    return undefined;
  }
}

/** Undefined when `s` or one of `url` and `u` is missing. The BOM that proof.json starts with is tolerated. */
export function toPayload(value: unknown): Payload | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const event = value as Record<string, unknown>;
  const s = text(event.s);
  const url = text(event.url) ?? text(event.u);
  if (s === undefined || url === undefined) return undefined;
  const payload: Record<string, unknown> = { s, url, consent: hasConsent(event) };
  for (const key of ["sid", "sm", "ec", "ea", "el"]) {
    const given = text(event[key]);
    if (given !== undefined) payload[key] = given;
  }
  return payload as unknown as Payload;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function hasConsent(event: Record<string, unknown>): boolean {
  const meta = event.meta as { consent_scopes?: unknown } | null | undefined;
  const scopes = event.consent_scopes ?? meta?.consent_scopes;
  return Array.isArray(scopes) && scopes.includes("analytics");
}
