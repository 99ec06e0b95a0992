import type { ServerContext } from "./server-context.ts";

type Series = readonly [name: string, type: "counter" | "gauge", help: string, value: number];

/** The text of /metrics (version 0.0.4), with the help of the real program. */
export function metricsText(context: ServerContext): string {
  return series(context)
    .map(([name, type, help, value]) => {
      const full = `pocketbrain_${name}`;
      return `# HELP ${full} ${help}\n# TYPE ${full} ${type}\n${full} ${Number.isInteger(value) ? value : value.toFixed(3)}\n`;
    })
    .join("")
    .concat("\n");
}

function series(context: ServerContext): readonly Series[] {
  return [...syncSeries(context), ...realtimeSeries(context), ...ticketSeries(context), ...redisSeries(context)];
}

function syncSeries({ sync }: ServerContext): readonly Series[] {
  return [
    [
      "sync_cursor_resets_total",
      "counter",
      "Total sync pull cursor reset-required responses.",
      sync.pullResetsRequired,
    ],
    ["sync_push_ops_total", "counter", "Total sync push operations processed.", sync.pushOpsTotal],
    [
      "sync_push_idempotent_replays_total",
      "counter",
      "Total idempotent sync push operation replays.",
      sync.pushOpsIdempotentReplays,
    ],
    ["sync_push_write_failures_total", "counter", "Total sync push write failures.", sync.pushOpsWriteFailures],
    [
      "note_changes_pruned_total",
      "counter",
      "Total note change rows pruned by retention maintenance.",
      sync.noteChangesPrunedTotal,
    ],
  ];
}

function realtimeSeries({ realtime }: ServerContext): readonly Series[] {
  const { degradation, subscriberReady, publisherReady } = realtime;
  return [
    [
      "realtime_fallback_active",
      "gauge",
      "Whether realtime fanout is currently in local-fallback mode (1=true).",
      Number(degradation.degraded),
    ],
    ["realtime_fallback_dwell_seconds", "gauge", "Current dwell time in fallback mode.", degradation.forMs / 1000],
    [
      "realtime_fallback_dwell_seconds_total",
      "counter",
      "Cumulative fallback dwell time since process start.",
      degradation.totalMs / 1000,
    ],
    [
      "realtime_subscriber_ready",
      "gauge",
      "Whether realtime subscriber connectivity is healthy (1=true).",
      Number(subscriberReady),
    ],
    [
      "realtime_publisher_ready",
      "gauge",
      "Whether realtime publisher connectivity is healthy (1=true).",
      Number(publisherReady),
    ],
    [
      "realtime_degraded_transitions_total",
      "counter",
      "Number of realtime degradations since process start.",
      degradation.transitions,
    ],
  ];
}

function ticketSeries({ tickets }: ServerContext): readonly Series[] {
  const { degradation, counts } = tickets;
  const name = (rest: string) => `stream_ticket_replay_${rest}`;
  return [
    [
      name("store_available"),
      "gauge",
      "Whether stream-ticket replay store is currently reachable (1=true).",
      Number(!degradation.degraded),
    ],
    [
      name("degraded"),
      "gauge",
      "Whether stream-ticket replay protection is currently degraded (1=true).",
      Number(degradation.degraded),
    ],
    [
      name("degraded_dwell_seconds"),
      "gauge",
      "Current stream-ticket replay degradation dwell time.",
      degradation.forMs / 1000,
    ],
    [
      name("degraded_dwell_seconds_total"),
      "counter",
      "Cumulative stream-ticket replay degradation dwell time.",
      degradation.totalMs / 1000,
    ],
    [
      name("fail_open_total"),
      "counter",
      "Number of replay-store fail-open bypasses in best-effort mode.",
      counts.failOpenBypasses,
    ],
    [
      name("storage_unavailable_total"),
      "counter",
      "Number of replay-store strict-mode failures that returned 503.",
      counts.storageUnavailableErrors,
    ],
    [name("rejects_total"), "counter", "Number of replayed stream tickets rejected.", counts.replayRejects],
    [name("mode_strict"), "gauge", "Whether stream-ticket replay protection is in strict mode (1=strict).", 1],
  ];
}

function redisSeries({ redis }: ServerContext): readonly Series[] {
  const { degradation } = redis;
  return [
    [
      "redis_ready_degraded",
      "gauge",
      "Whether redis readiness checks are currently degraded (1=true).",
      Number(degradation.degraded),
    ],
    [
      "redis_ready_degraded_dwell_seconds",
      "gauge",
      "Current redis readiness degraded dwell time.",
      degradation.forMs / 1000,
    ],
    [
      "redis_ready_degraded_dwell_seconds_total",
      "counter",
      "Cumulative redis readiness degraded dwell time.",
      degradation.totalMs / 1000,
    ],
    ["redis_ready_failures_total", "counter", "Number of failed redis readiness checks.", redis.failuresTotal],
    ["redis_ready_timeout_total", "counter", "Number of redis readiness checks that timed out.", redis.timeoutsTotal],
    [
      "redis_ready_consecutive_failures",
      "gauge",
      "Consecutive failed redis readiness checks.",
      redis.consecutiveFailures,
    ],
    [
      "ready_degraded_transitions_total",
      "counter",
      "Number of redis readiness degraded-state transitions.",
      degradation.transitions,
    ],
  ];
}
