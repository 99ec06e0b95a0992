import type { FastifyInstance } from "fastify";
import type pg from "pg";
import { isRecord } from "../../process/json-lines.ts";
import { ApiError } from "./api-error.ts";
import { authenticate, type Caller } from "./guards.ts";
import type { ServerContext } from "./server-context.ts";

const PAGE = 200;

/** Notes, the changes since a cursor, and writes. A thrown database error is 500. */
export function addSyncRoutes(server: FastifyInstance, context: ServerContext): void {
  server.get("/api/v2/notes", async (request, reply) => {
    const { userId } = await authenticate(context, request, reply);
    const { rows } = await context.pool.query(
      `select id, content, version, created_at::float8 as "createdAt", updated_at::float8 as "updatedAt"
       from notes where user_id = $1 and deleted_at is null order by updated_at desc limit ${PAGE}`,
      [userId],
    );
    return { notes: rows, cursor: String((await bounds(context.pool, userId)).latest) };
  });
  server.get<{ Querystring: { cursor?: string } }>("/api/v2/sync/pull", async (request, reply) => {
    const { userId } = await authenticate(context, request, reply);
    return pull(context, userId, Number(request.query.cursor ?? 0) || 0);
  });
  server.post("/api/v2/sync/push", async (request, reply) => {
    const caller = await authenticate(context, request, reply);
    const operations = isRecord(request.body) ? request.body.operations : undefined;
    if (!Array.isArray(operations)) throw new ApiError(400, "BAD_REQUEST", "operations must be an array");
    const applied: unknown[] = [];
    for (const operation of operations) if (isRecord(operation)) applied.push(await push(context, caller, operation));
    const { latest } = await bounds(context.pool, caller.userId);
    await context.realtime.publish(latest);
    return { applied, conflicts: [], nextCursor: latest };
  });
}

interface Bounds {
  readonly oldest: number;
  readonly latest: number;
}

/** Of one user's changes. What was pruned still counts for `latest`: the sequence goes on. */
async function bounds(pool: pg.Pool, userId: string): Promise<Bounds> {
  const { rows } = await pool.query<{ oldest: number | null; latest: number }>(
    `select min(seq)::float8 as oldest,
       coalesce(max(seq), (select last_value from note_changes_seq_seq))::float8 as latest
     from note_changes where user_id = $1`,
    [userId],
  );
  const latest = rows[0]?.latest ?? 0;
  return { oldest: rows[0]?.oldest ?? latest + 1, latest };
}

async function pull({ pool, sync }: ServerContext, userId: string, cursor: number): Promise<Record<string, unknown>> {
  sync.pullRequests += 1;
  const { oldest, latest } = await bounds(pool, userId);
  const hasGap = cursor > 0 && cursor < latest && (await hasGapAfter(pool, cursor, oldest));
  if (hasGap) {
    sync.pullResetsRequired += 1;
    const reset = { resetRequired: true, resetReason: "CURSOR_TOO_OLD" };
    return { changes: [], nextCursor: cursor, ...reset, oldestAvailableCursor: oldest, latestCursor: latest };
  }
  const { rows } = await pool.query(
    `select seq::float8 as cursor, note_id as "noteId", op, version from note_changes
     where user_id = $1 and seq > $2 order by seq limit ${PAGE}`,
    [userId, cursor],
  );
  return { changes: rows, nextCursor: latest };
}

/** Whether changes between the cursor and the oldest that is left were pruned. */
async function hasGapAfter(pool: pg.Pool, cursor: number, oldest: number): Promise<boolean> {
  if (cursor + 1 >= oldest) return false;
  const { rows } = await pool.query<{ there: boolean }>(
    "select exists (select from note_changes where seq between $1 and $2) as there",
    [cursor + 1, oldest - 1],
  );
  return rows[0]?.there !== true;
}

async function push(context: ServerContext, caller: Caller, operation: Record<string, unknown>): Promise<unknown> {
  const { pool, sync } = context;
  const requestId = String(operation.requestId ?? "");
  const noteId = String(operation.noteId ?? "");
  if (requestId.length < 8) throw new ApiError(400, "BAD_REQUEST", "requestId must have 8 to 128 characters");
  sync.pushOpsTotal += 1;
  const done = await pool.query("select response from idempotency_keys where user_id = $1 and request_id = $2", [
    caller.userId,
    requestId,
  ]);
  if (done.rows[0]) {
    sync.pushOpsIdempotentReplays += 1;
    return done.rows[0].response;
  }
  try {
    return await write(pool, caller, { requestId, noteId, content: contentOf(operation) });
  } catch (error) {
    sync.pushOpsWriteFailures += 1;
    throw error;
  }
}

function contentOf({ note }: Record<string, unknown>): string {
  return isRecord(note) ? String(note.content ?? "") : "";
}

interface Change {
  readonly requestId: string;
  readonly noteId: string;
  readonly content: string;
}

/** One statement: the note, its change and the answer, all or none. */
async function write(pool: pg.Pool, { userId, deviceId }: Caller, change: Change): Promise<unknown> {
  const { rows } = await pool.query<{ response: unknown }>(
    `with note as (
       insert into notes (id, user_id, content, version, created_at, updated_at, last_modified_by_device_id)
       values ($1, $2, $3, 1, $4, $4, $5)
       on conflict (user_id, id) do update set content = $3, version = notes.version + 1, updated_at = $4,
         last_modified_by_device_id = $5
       returning id, version),
     change as (
       insert into note_changes (user_id, note_id, op, version, changed_at)
       select $2, id, 'upsert', version, $4 from note returning seq)
     insert into idempotency_keys (user_id, request_id, response, created_at)
     select $2, $6, jsonb_build_object('requestId', $6::text, 'noteId', note.id, 'version', note.version, 'cursor', seq), $4
     from note, change returning response`,
    [change.noteId, userId, change.content, Date.now(), deviceId, change.requestId],
  );
  return rows[0]?.response;
}
