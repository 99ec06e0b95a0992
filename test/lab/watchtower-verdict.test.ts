import { describe, expect, it } from "vitest";
import { judge } from "../../src/lab/opsmantik/app/watchtower-verdict.ts";

const healthy = { sessions: 3, gclid: 2, failures: 0, drift: 0 };
const down = { sessions: -1, gclid: -1, failures: -1, drift: -1 };

describe("the simulated watchtower", () => {
  it.each([
    ["all is well", "B", healthy, "ok"],
    ["one publish failed", "B", { ...healthy, failures: 1 }, "degraded"],
    ["more than five failed", "B", { ...healthy, failures: 6 }, "critical"],
    ["alarm hides degraded", "B", { ...healthy, sessions: 0, failures: 3 }, "alarm"],
    ["critical hides alarm", "B", { ...healthy, sessions: 0, failures: 6 }, "critical"],
    ["the database is down at B", "B", down, "alarm"],
    ["the database is down at H: milder than no traffic", "H", down, "degraded"],
    ["no traffic at H", "H", { ...healthy, sessions: 0 }, "alarm"],
    ["A counts no failures", "A", { ...healthy, failures: 9 }, "ok"],
  ] as const)("%s", (_, era, counts, status) => {
    expect(judge(era, counts).status).toBe(status);
  });
});
