import { randomUUID } from "node:crypto";
import { PROOF_SITE, SITES, type Site } from "./sites.ts";

/** Seconds of real time between two visits. */
const PERIOD = 30;
const VISIT_MS = 60_000;

/** How the visitors behave; faults change it. */
export interface TrafficMode {
  paused: boolean;
  /** Whether every third visit comes from an advertisement. */
  advertised: boolean;
  /** Whether the proof site's tracker sends last month as the session's month. */
  wrongMonth: boolean;
}

export interface Traffic {
  readonly mode: TrafficMode;
  /** One visit now, whatever the mode says about pauses. */
  visit(): Promise<void>;
  stop(): void;
}

/** The visitors of the customers' sites: each visit is one POST to the public address, as their browsers send it. */
export function startTraffic(base: string, pace: number): Traffic {
  const mode: TrafficMode = { paused: false, advertised: true, wrongMonth: false };
  const ending = new AbortController();
  let count = 0;
  const visit = async () => {
    count += 1;
    const site = SITES[count % SITES.length] ?? PROOF_SITE;
    await send(base, site, payload(site, mode, count), ending.signal);
  };
  const timer = setInterval(
    () => {
      if (!mode.paused) void visit();
    },
    (PERIOD * 1000) / pace,
  );
  return {
    mode,
    visit,
    stop: () => {
      clearInterval(timer);
      ending.abort();
    },
  };
}

function payload(site: Site, mode: TrafficMode, count: number): Record<string, unknown> {
  const advertised = mode.advertised && count % 4 !== 1;
  const query = advertised ? `?gclid=Cj0KCQ${randomUUID().replaceAll("-", "")}` : "";
  const wrongMonth = mode.wrongMonth && site === PROOF_SITE;
  return {
    s: site.publicId,
    url: `${site.origin}/${query}`,
    sid: randomUUID(),
    ec: "interaction",
    ea: "view",
    el: "home",
    ev: null,
    meta: {},
    consent_scopes: ["analytics", "marketing"],
    ...(wrongMonth ? { sm: firstOfMonth(-1) } : {}),
  };
}

function firstOfMonth(offset: number): string {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + offset, 1)).toISOString().slice(0, 10);
}

/** A visitor does not care for the answer: a visit that fails is a visit lost. */
async function send(base: string, site: Site, body: unknown, ending: AbortSignal): Promise<void> {
  try {
    const response = await fetch(`${base}/api/sync`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        origin: site.origin,
        "user-agent": `Mozilla/5.0 (visitor of ${site.origin})`,
      },
      body: JSON.stringify(body),
      signal: AbortSignal.any([ending, AbortSignal.timeout(VISIT_MS)]),
    });
    await response.arrayBuffer();
  } catch {
    // lost
  }
}
