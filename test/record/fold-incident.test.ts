import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { EntryBody } from "../../src/journal/entry.ts";
import { foldIncident } from "../../src/record/fold-incident.ts";
import { handOff } from "../../src/record/hand-off.ts";
import { discharged } from "../helpers/journal.ts";
import { bodies, journal, NOW, seen } from "./small-incident.ts";

const fold = (...all: readonly EntryBody[]) => foldIncident(journal(all.length, all), NOW);
const [opened] = bodies as [EntryBody];

describe("what somebody who was not there asks", () => {
  const record = foldIncident(journal(), NOW);

  test("when it started, who saw it first, and when it was over", () => {
    expect(record.impact.startedAt).toBe("2023-11-14T22:13:00.000Z");
    expect(record.impact.first).toMatchObject({ check: "shop/publish", by: "alice", verdict: "fail" });
    expect(record.impact.endedAt).toBe("2023-11-14T22:13:41.000Z");
  });

  test("what was changed, with what was seen on both sides, and who agreed", () => {
    expect(record.changes).toHaveLength(1);
    expect(record.changes[0]).toMatchObject({
      action: "vercel-env",
      outcome: "done",
      approvedBy: ["bob"],
      before: [{ check: "shop/proof", verdict: "ok" }],
      after: [{ check: "shop/proof", verdict: "fail", summary: "500" }],
    });
  });

  test("whether all is restored, by which proof, and that nothing is left", () => {
    expect(record.duties).toMatchObject([
      { id: "D7-1", state: "discharged", open: false, proof: [{ summary: "queued" }] },
    ]);
    expect(record.left).toEqual([]);
  });

  test("alerts with their times, and what the objective lost", () => {
    const [alert] = record.alerts;
    expect(Date.parse(alert?.to ?? "") - Date.parse(alert?.from ?? "")).toBe(6000);
    expect(record.goals).toMatchObject([{ title: "availability", first: { burned: 0.5 }, last: { burned: 0.62 } }]);
  });

  test("name, severity, roles and who did what", () => {
    expect(record).toMatchObject({
      title: "publish fails",
      severity: "SEV2",
      roles: { lead: "alice", scribe: "carol" },
    });
    expect(record.people).toMatchObject([
      { name: "alice", roles: ["lead"], did: ["1 run opened", "1 step passed", "1 request sent", "1 note"] },
      { name: "bob", roles: [], did: ["1 approval"] },
    ]);
  });
});

describe("nothing is over that was not seen to be", () => {
  test("a check that is unknown after it failed has not recovered", () => {
    const { impact, left } = fold(opened, seen("shop/a", "fail", 1), seen("shop/a", "unknown", 2));
    expect(impact.endedAt).toBeNull();
    expect(impact.spans).toMatchObject([{ to: null, verdict: "fail", last: "unknown" }]);
    expect(left[0]?.what).toContain("shop/a was not seen ok since");
  });

  test("the worst of a span counts, and a second fall is a second span", () => {
    const looks = (["warn", "fail", "ok", "warn"] as const).map((verdict, index) => seen("shop/a", verdict, index));
    expect(fold(opened, ...looks).impact.spans).toMatchObject([
      { verdict: "fail", to: expect.any(String) },
      { to: null },
    ]);
  });

  test("a request without an answer is to be found out", () => {
    const where = { run: "R1", step: "s", request: "q", action: "sql", target: "db", preview: [] };
    const { changes, left } = fold(opened, { type: "request.sending", ...where });
    expect(changes[0]?.outcome).toBe("unknown");
    expect(left[0]?.what).toContain("sql to db");
  });

  test("a run after the end opens the incident again", () => {
    const run = { run: "R1", runbook: "shop/drill", system: "shop", environment: "production" };
    const end: EntryBody = { type: "incident.closed" };
    expect(fold(opened, end).closedAt).not.toBeNull();
    expect(fold(opened, end, { type: "run.opened", ...run }).closedAt).toBeNull();
  });

  test("damage is told", () => {
    const record = foldIncident({ ...journal(), torn: true, doubtful: ["D7-9"] }, NOW);
    expect(record.problems).toHaveLength(2);
    expect(record.left[0]).toMatchObject({ command: "opsdeck restore D7-9" });
  });
});

describe("laws of any prefix", () => {
  const prefix = fc.integer({ min: 0, max: bodies.length });

  test("a duty that was armed and not ended is left to do, before everything else", () => {
    fc.assert(
      fc.property(prefix, (count) => {
        const said = bodies.slice(0, count);
        const armed = said.some(({ type }) => type === "duty.armed");
        const ended = said.some(({ type }) => type === "duty.discharged");
        const { left } = foldIncident(journal(count), NOW);
        expect(left[0]?.command === "opsdeck restore D7-1").toBe(armed && !ended);
      }),
    );
  });

  test("the timeline has every line once, by time, and no time runs backwards in it", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...bodies]), (lines) => {
        const { timeline } = fold(...lines);
        expect(timeline.map(({ line }) => line).toSorted((a, b) => a - b)).toEqual(lines.map((_, index) => index + 1));
        for (const [index, { at }] of timeline.entries()) {
          expect(Date.parse(at)).toBeGreaterThanOrEqual(Date.parse(timeline[index - 1]?.at ?? at));
        }
      }),
    );
  });

  test("a record is plain data", () => {
    const record = foldIncident(journal(), NOW);
    expect(JSON.parse(JSON.stringify(record))).toEqual(record);
  });
});

describe("a restore", () => {
  const request = {
    run: "R1",
    step: "break-token",
    request: "D7-1:1:0",
    action: "vercel-env",
    target: "api.vercel.com",
  };
  const restored: readonly EntryBody[] = [
    ...bodies.slice(0, 13),
    { type: "duty.restoring", duty: "D7-1", run: "R1" },
    { type: "request.sending", ...request, preview: [], duty: "D7-1", effect: "restore" },
    { type: "request.answered", run: "R1", step: "break-token", request: "D7-1:1:0", outcome: "done" },
    { ...seen("shop/proof", "ok", 17, { summary: "queued" }), run: "R1" },
    discharged("D7-1"),
  ];
  const record = fold(...restored);

  test("has what was seen since the change, its own proof after it, and nobody's approval of the change", () => {
    expect(record.changes[1]).toMatchObject({
      effect: "restore",
      approvedBy: [],
      before: [{ check: "shop/proof", verdict: "fail", summary: "500" }],
      after: [{ check: "shop/proof", verdict: "ok", summary: "queued" }],
    });
    expect(fold(...restored.filter((_, index) => index !== 12)).changes[1]?.before).toEqual([]);
  });

  test("ends by its proof what was bad, and is told apart from the change", () => {
    expect(record.impact.spans.find(({ check }) => check === "shop/proof")?.to).not.toBeNull();
    const tried = handOff(record).tried.map(({ what }) => what);
    expect(tried).toEqual([
      "change (D7-1): vercel-env to api.vercel.com",
      "restore of D7-1: vercel-env to api.vercel.com",
    ]);
  });
});

describe("a run whose process is gone", () => {
  const running = [...bodies.slice(0, 12), { type: "step.started", run: "R1", step: "see-it" } as const];
  const ended = discharged("D7-1");
  const runLeft = (...all: readonly EntryBody[]) => fold(...all).left.find(({ what }) => what.includes("shop/drill"));

  test("is interrupted, and is not while its journal is written", () => {
    expect(runLeft(...running)?.what).toContain("stands at see-it (interrupted)");
    const { left } = foldIncident({ ...journal(running.length, running), written: true }, NOW);
    expect(left.find(({ what }) => what.includes("shop/drill"))?.what).toContain("stands at see-it (running)");
  });

  test("can only be aborted once its duty was restored without it", () => {
    expect(runLeft(...running, ended)).toMatchObject({
      what: "abort shop/drill, which was interrupted: what it broke was already restored (D7-1)",
      command: "opsdeck --incident INC-0007",
    });
    expect(runLeft(...running, { ...ended, run: "R1", step: "back" })?.what).toContain("go on with");
  });
});
