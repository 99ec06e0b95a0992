import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { messageFacts } from "../../checks/parts/log-messages.ts";
import { median, routeFacts } from "../../checks/parts/log-routes.ts";
import { type LogRow, logRows } from "../../checks/parts/log-rows.ts";

const NOW = 1_760_000_000_000;
const MINUTE = 60_000;
const window = { now: NOW, windowMs: 10 * MINUTE, before: 6, since: 0 };
const rows = (count: number, minutesAgo: number, more: Partial<LogRow> = {}): LogRow[] =>
  Array.from({ length: count }, () => ({
    at: NOW - minutesAgo * MINUTE,
    level: "error",
    message: "",
    source: "request",
    method: "POST",
    route: "/api/sync",
    status: 500,
    ...more,
  }));

describe("a spike of answers", () => {
  it.each([
    ["five, where there were none", rows(5, 1), { spikes5xx: 1, unsure5xx: 0, worst5xx: 5 }],
    ["four are too few", rows(4, 1), { spikes5xx: 0, unsure5xx: 0 }],
    [
      "three times as many are no more",
      [...rows(6, 1), ...[15, 25, 35, 45].flatMap((ago) => rows(2, ago))],
      { spikes5xx: 0 },
    ],
    [
      "more than three times as many",
      [...rows(7, 1), ...[15, 25, 35, 45].flatMap((ago) => rows(2, ago))],
      { spikes5xx: 1 },
    ],
    ["one burst in the hour does not pass for normal", [...rows(6, 1), ...rows(90, 35)], { spikes5xx: 1 }],
    ["what is older than the window is no spike", rows(50, 11), { spikes5xx: 0, "5xx": 0 }],
    ["each route by itself", [...rows(4, 1), ...rows(4, 1, { route: "/api/health" })], { spikes5xx: 0, "5xx": 8 }],
    ["4xx by themselves", rows(5, 1, { status: 403 }), { spikes4xx: 1, spikes5xx: 0, worst4xxRoute: "POST /api/sync" }],
    [
      "rows of functions do not count where there are rows of requests",
      [...rows(2, 1), ...rows(9, 1, { source: "serverless" })],
      { "5xx": 2 },
    ],
    ["but they do where there are none", rows(9, 1, { source: "serverless" }), { "5xx": 9 }],
    ["an answer that is not known is none", rows(9, 1, { status: 0 }), { answers: 0 }],
  ] as const)("%s", (_what, given, due) => {
    expect(routeFacts(given, window, [])).toMatchObject(due);
  });

  it("is not known before an hour was heard, and not for less than five", () => {
    const young = { ...window, since: NOW - 12 * MINUTE };
    expect(routeFacts(rows(5, 1), young, [])).toMatchObject({ spikes5xx: 0, unsure5xx: 1 });
    expect(routeFacts(rows(4, 1), young, [])).toMatchObject({ spikes5xx: 0, unsure5xx: 0 });
    expect(routeFacts(rows(5, 1), { ...window, since: NOW - 21 * MINUTE }, [])).toMatchObject({ spikes5xx: 1 });
  });

  it("looks at each answer a bounded number of times, though a scanner makes a route of each", () => {
    let reads = 0;
    const scanned = rows(1, 1).flatMap((row) =>
      Array.from({ length: 3000 }, (_, index) => ({
        ...row,
        get route() {
          reads += 1;
          return `/x${index}`;
        },
      })),
    );
    expect(routeFacts(scanned, window, [])).toMatchObject({ answers: 3000, "5xx": 3000 });
    expect(reads / scanned.length).toBeLessThanOrEqual(10);
  });

  it("does not count answers that are due", () => {
    const given = rows(9, 1, { status: 405, method: "GET" });
    expect(routeFacts(given, window, ["405 GET /api/sync"])).toMatchObject({ "4xx": 0, spikes4xx: 0, answers: 0 });
    expect(routeFacts(given, window, ["405 GET /api/health"])).toMatchObject({ spikes4xx: 1 });
  });

  it("has a median that half of the values do not exceed", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 1 }), (values) => {
        const middle = median(values) ?? -1;
        expect(values.filter((value) => value <= middle).length * 2).toBeGreaterThanOrEqual(values.length);
        expect(values).toContain(middle);
      }),
    );
    expect(median([])).toBeNull();
  });
});

describe("lines of a log", () => {
  it("are rows, or are counted as none", () => {
    const line = (more: object) =>
      JSON.stringify({
        level: "info",
        message: "m",
        source: "request",
        timestampInMs: NOW,
        requestMethod: "GET",
        requestPath: "/a?b=1",
        responseStatusCode: 200,
        ...more,
      });
    const lines = [
      line({}),
      line({ source: "delimiter" }),
      line({ responseStatusCode: -1 }),
      "{",
      "null",
      '{"message":4}',
    ];
    const { rows: read, unparsed } = logRows(lines.map((text) => ({ at: NOW + 5, text })));
    expect(read).toMatchObject([{ at: NOW, method: "GET", route: "/a", status: 200 }, { status: 0 }]);
    expect(unparsed).toBe(3);
  });

  it("of any shape never fail (property)", () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.string(),
            fc.jsonValue().map((value) => JSON.stringify(value)),
          ),
        ),
        (texts) => {
          const { rows: read } = logRows(texts.map((text) => ({ at: NOW, text })));
          expect(routeFacts(read, window, []).answers).toBeLessThanOrEqual(texts.length);
          expect(messageFacts(read, { any: { has: ["a"], fields: ["x"] } }).any).toBeLessThanOrEqual(texts.length);
        },
      ),
    );
  });
});
