import { randomUUID } from "node:crypto";
import type pg from "pg";
import type { AppContext } from "./app-context.ts";
import type { Payload } from "./payload.ts";

export type IngestJob = Payload & { readonly ingest_id: string };
export type IngestOutcome = "ingested" | "duplicate" | "unknown-site";

/**
 * Writes a session and its event. The session's month is the tracker's `sm` when it sends one: the trigger may correct
 * the column, but it cannot move the row to another partition, and PostgreSQL then refuses the row (0A000). A connection
 * with an unfinished transaction is not used again.
 */
export async function ingest(context: AppContext, job: IngestJob): Promise<IngestOutcome> {
  const client = await context.pool.connect();
  let broken = true;
  try {
    const site = await client.query<{ id: string }>("select id from sites where public_id = $1", [job.s]);
    const siteId = site.rows[0]?.id;
    if (siteId === undefined) {
      broken = false;
      return "unknown-site";
    }
    await client.query("begin");
    const claimed = await client.query(
      "insert into processed_signals (event_id, site_id, status) values ($1, $2, 'processed') on conflict do nothing",
      [job.ingest_id, siteId],
    );
    if (claimed.rowCount === 1) await writeVisit(client, siteId, job);
    await client.query("commit");
    broken = false;
    return claimed.rowCount === 1 ? "ingested" : "duplicate";
  } finally {
    client.release(broken);
  }
}

async function writeVisit(client: pg.PoolClient, siteId: string, job: IngestJob): Promise<void> {
  const sessionId = randomUUID();
  const month = job.sm ?? `${new Date().toISOString().slice(0, 7)}-01`;
  const gclid = URL.canParse(job.url) ? new URL(job.url).searchParams.get("gclid") : null;
  await client.query(
    `insert into sessions (id, site_id, created_month, gclid, entry_page, device_type, city, country)
     values ($1, $2, $3, $4, $5, 'mobile', 'Istanbul', 'TR')`,
    [sessionId, siteId, month, gclid, job.url],
  );
  await client.query(
    `insert into events (session_id, session_month, site_id, url, event_category, event_action, event_label, ingest_dedup_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [sessionId, month, siteId, job.url, job.ec ?? "interaction", job.ea ?? "view", job.el ?? null, job.ingest_id],
  );
}
