/** Times of the bot in seconds of real time, and how they are divided by the lab's pace. */
export const STALE_POST = 600;
const MAINTENANCE = 60;

/** What of pg-boss takes whole seconds, of which it wants at least one. */
export function wholeSeconds(real: number, pace: number): number {
  return Math.max(1, Math.round(real / pace));
}

/** The bot's constructor and the defaults of pg-boss 10.1.5, divided; its least poll interval is half a second. */
export function bossTiming(pace: number) {
  return {
    retryLimit: 5,
    retryDelay: wholeSeconds(30, pace),
    expireInSeconds: wholeSeconds(900, pace),
    monitorStateIntervalSeconds: wholeSeconds(15, pace),
    maintenanceIntervalSeconds: wholeSeconds(MAINTENANCE, pace),
    archiveCompletedAfterSeconds: Math.max(60, wholeSeconds(43_200, pace)),
    archiveFailedAfterSeconds: Math.max(60, wholeSeconds(43_200, pace)),
    cronMonitorIntervalSeconds: wholeSeconds(30, pace),
    cronWorkerIntervalSeconds: wholeSeconds(5, pace),
    pollingIntervalSeconds: Math.max(0.5, 2 / pace),
  };
}
