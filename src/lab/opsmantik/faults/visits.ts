import type { Fault } from "../../faults.ts";
import { waitUntil } from "../../process/wait-until.ts";
import type { Opsmantik } from "../running.ts";
import { GCLID_WINDOW, SESSIONS_WINDOW } from "../windows.ts";
import { emptyLastHour, refillWindows, visitsIn } from "./windows-of-visits.ts";

export function trafficFaults(system: Opsmantik): readonly Fault[] {
  const faults = [noSessions(system), noGclid(system)];
  return system.context.era === "H" ? faults : [...faults, wrongMonth(system)];
}

function noSessions(system: Opsmantik): Fault {
  return {
    id: "no-sessions",
    title: "No visit has arrived for an hour: the sites' tracker sends nothing",
    checks: ["watchtower", "watchtower-sessions", "sessions-60m"],
    summary: "[Nn]o session",
    break: async () => {
      system.traffic.mode.paused = true;
      await waitUntil(
        "no visits",
        async () => {
          await emptyLastHour(system);
          return (await visitsIn(system, SESSIONS_WINDOW / system.context.pace)) === 0;
        },
        20_000,
      );
    },
    heal: async () => {
      system.traffic.mode.paused = false;
      await refillWindows(system);
    },
  };
}

function noGclid(system: Opsmantik): Fault {
  const seconds = GCLID_WINDOW / system.context.pace;
  return {
    id: "no-gclid",
    title: "Visits arrive without a gclid: the advertisements' auto-tagging is off",
    checks: ["watchtower", "watchtower-gclid", "gclid-3h"],
    summary: "[Nn]o session with a gclid",
    break: async () => {
      system.traffic.mode.advertised = false;
      await waitUntil(
        "no gclid",
        async () => {
          await system.qstash.idle().catch(() => undefined);
          await system.pool.query("update sessions set gclid = null where gclid is not null");
          return (await visitsIn(system, seconds, "gclid is not null")) === 0;
        },
        20_000,
      );
    },
    heal: async () => {
      system.traffic.mode.advertised = true;
      await refillWindows(system);
    },
  };
}

/** The trigger cannot move a row to another partition: PostgreSQL refuses it, and the worker puts it in sync_dlq. */
function wrongMonth(system: Opsmantik): Fault {
  return {
    id: "wrong-month",
    title: "One site's tracker sends last month as the session's month",
    checks: ["sync-dlq"],
    summary: "could not be stored|another partition",
    break: async () => {
      system.traffic.mode.wrongMonth = true;
      await waitUntil(
        "a row in sync_dlq",
        async () => {
          await system.traffic.visit();
          return ((await system.pool.query("select 1 from sync_dlq limit 1")).rowCount ?? 0) > 0;
        },
        20_000,
        200,
      );
    },
    heal: async () => {
      system.traffic.mode.wrongMonth = false;
      await system.qstash.idle().catch(() => undefined);
      await system.pool.query("delete from sync_dlq where error like '%another partition%'");
    },
  };
}
