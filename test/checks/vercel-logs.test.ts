import { expect, it } from "vitest";
import { vercelLogs } from "../../checks/vercel-logs.ts";

const takesMs = (pace: number, listen?: string) =>
  vercelLogs.takesMs?.(vercelLogs.params.parse({ token: "hunter22", project: "app", ...(listen && { listen }) }), pace);

it.each([
  ["three minutes at the lab's pace", 15, undefined, 12_000],
  ["what is just short enough", 1, "15s", 15_000],
  ["a glimpse where enough would take too long", 1, undefined, 5000],
  ["a glimpse at a slow pace", 2, undefined, 5000],
])("a first look listens for %s", (_what, pace, listen, ms) => {
  expect(takesMs(pace, listen)).toBe(ms);
});
