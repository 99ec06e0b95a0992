/** The look-back windows of the watchtower, in seconds of real time; lib/watchtower of c1d30b4 has them hard-coded. */
export const SESSIONS_WINDOW = 60 * 60;
export const GCLID_WINDOW = 3 * 60 * 60;
export const FAILURES_WINDOW = 15 * 60;
