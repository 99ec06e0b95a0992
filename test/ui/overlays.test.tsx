import { expect, it } from "vitest";
import { panels } from "../../panels/index.ts";
import type { CommandContext } from "../../src/commands/command.ts";
import type { CockpitEvent, CockpitState } from "../../src/store/state.ts";
import { chartLines } from "../../src/ui/draw/chart.ts";
import { renderFrame } from "../../src/ui/render-frame.tsx";
import { overlayOn } from "../../src/ui/screen/screen.tsx";
import { createTheme } from "../../src/ui/theme/theme.ts";
import { commands } from "../helpers/known.ts";
import { runView } from "../helpers/run.ts";
import { after, dutyOf, planOf, read, stateOf, T0 } from "../helpers/state.ts";

const theme = createTheme({ depth: "none", ground: "dark", ascii: false });
const MIN = 60_000;

function frame(state: CockpitState, columns = 100, rows = 36): string {
  return renderFrame({ state, panels, commands, columns, rows, theme });
}

const open = (overlay: Extract<CockpitEvent, { type: "overlay.opened" }>["overlay"]): CockpitEvent => ({
  type: "overlay.opened",
  overlay,
});
const detail = (raw = false): CockpitEvent => open({ type: "detail", checkId: "job-seek/queue", scroll: 0, raw });

function queueState(): CockpitState {
  const plan = planOf("job-seek/queue", { trend: "n", threshold: 5, value: "n", everyMs: MIN, staleAfterMs: 5 * MIN });
  const values = [1, 2, 3, null, null, 3, 5, 8];
  const events = values.map((n, index) =>
    read("job-seek/queue", {
      seq: index + 1,
      at: T0 - (values.length - 1 - index) * MIN,
      ...(n === null
        ? { verdict: "unknown" as const, failure: { kind: "auth" as const, message: "403", hint: "set CRON_SECRET" } }
        : {
            verdict: n > 4 ? ("warn" as const) : ("ok" as const),
            rule: n > 4 ? 1 : 2,
            summary: `${n} jobs wait; look at the worker`,
            facts: { n, jobs: { rows: [{ name: "a", state: "failed" }], rowCount: 12, truncated: true } },
            trace: ["GET /api/queue  200 in 84ms", '{"n":8,"token":"••••••••"}'],
          }),
    }),
  );
  return after(stateOf([plan]), ...events);
}

it("draws a curve with axes, threshold, and gaps that are not zero", () => {
  const samples = [1, 2, 3, null, null, 3, 5, 8].map((value, index) => ({ at: index * MIN, value }));
  const lines = chartLines(
    { fact: "n", samples, threshold: 5, everyMs: MIN },
    { columns: 44, height: 6 },
    "warn",
    theme,
  );
  expect(lines.map((line) => theme.paint(line).trimEnd()).join("\n")).toMatchInlineSnapshot(`
    "10 ┤
       │                                       ▆
     5 ┤╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌█
       │                                  ██████
       │      ▂▂▂▂▂▂▆▆▆▆▆           ▆▆▆▆▆▆██████
     0 ┤▅▅▅▅▅▅███████████???????????████████████
       └──────────┴─────────┴─────────┴─────────
        -7m    -5m15s    -3m30s    -1m45s    now"
  `);
});

it("tells what is so, why, since when, and what was answered", () => {
  const text = frame(after(queueState(), detail()), 120, 36);
  for (const part of [
    "┏ job-seek / queue",
    "▲ warn ┓",
    "8 jobs wait; look at the worker",
    "n  7m, a sample every 1m   max 8   now 8   2 samples unknown",
    "first rule that holds, job-seek/system.yaml:10",
    "n > 10",
    "▸ n > 0",
    "decided  :19",
    "Not ok  since 14:01:20, for 1:00",
    "jobs  12 rows",
    "and 11 more",
    "GET /api/queue  200 in 84ms",
  ])
    expect(text).toContain(part);
  expect(frame(after(queueState(), detail(true)), 120, 36)).toContain('{"n":8,"token":"••••••••"}');
});

it("does not say that a row turned bad at its first look", () => {
  const seen = (verdict: "fail" | "ok") =>
    after(stateOf([planOf("job-seek/queue")]), read("job-seek/queue", { verdict }));
  expect(frame(after(seen("fail"), detail()), 120, 36)).toContain("Not ok  since 14:02:15 or before, 0:05 at least");
  expect(frame(after(seen("ok"), detail()), 120, 36)).not.toContain("Not ok");
});

it("tells the kind, the code and the hint of a failure", () => {
  const failure = { kind: "auth", message: "403 from watchtower", code: "E403", hint: "set CRON_SECRET" } as const;
  const plan = planOf("job-seek/queue");
  const text = frame(after(stateOf([plan]), read("job-seek/queue", { verdict: "unknown", failure }), detail()));
  expect(text).toMatch(/No answer {2}auth {2}E403/);
  expect(text).toContain("→  set CRON_SECRET");
});

it("names no runbook in the timeline that is not there", () => {
  const summary = "No session in 60 min. Runbook: no sessions ingested.";
  const state = after(stateOf([planOf("opsmantik/x")]), read("opsmantik/x", { verdict: "fail", summary }));
  expect(frame(state, 120, 40)).toMatch(/op\/x +No session in 60 min\./);
  expect(frame(state, 120, 40)).not.toContain("Runbook");
});

it("lists the runbooks that fit, and nothing where none is there", () => {
  const offer = {
    id: "job-seek/dead-letters",
    system: "job-seek",
    title: "Dead-letter recovery",
    checks: [],
    steps: [],
    prose: {},
    params: {},
  };
  const some = { ...queueState(), runbooks: [{ ...offer, checks: ["job-seek/queue"] }] };
  expect(frame(after(some, detail()), 120, 40)).toMatch(/Fits .*\n.*r {2}Dead-letter recovery/);
  expect(frame(after(queueState(), detail()), 120, 40)).not.toContain("Fits");
});

const duty = dutyOf({ id: "D1", openedAt: T0 - 13 * MIN, dueBy: T0 + 42 * MIN });

it("says before leaving how to go on with the incident that stays open, where it is one's own", () => {
  const incident = { id: "INC-0007", title: "publish fails", openedAt: T0 };
  const leaving = after(queueState(), { type: "incident.changed", incident }, open({ type: "leave", button: 0 }));
  const words = "INC-0007 stays open: opsdeck --incident INC-0007 goes on with it.";
  expect(frame(leaving, 80, 24)).toContain(words);
  expect(frame(queueState(), 80, 24)).not.toContain("stays open");
  const inLab = { ...leaving, lab: { pace: 15, faults: [] } };
  expect(frame(inLab, 80, 24)).toMatch(/INC-0007 is gone with the lab, unless/);
});

it("says what was left open before another incident is opened, and what is not well before one is closed", () => {
  const form = open({ type: "form", about: { kind: "incident" }, focus: "", values: {}, scroll: 0 });
  const left = { id: "INC-0004", title: "cards are refused" };
  expect(frame(after(queueState(), { type: "incident.left", left }, form))).toContain(
    "INC-0004 is open still: cards are refused",
  );
  const incident = { id: "INC-0007", title: "publish fails", openedAt: T0 };
  const closing = after(queueState(), { type: "incident.changed", incident }, form);
  expect(frame(closing)).toContain("Not all is well: 1 warning.");
  const unread = after(stateOf([planOf("job-seek/queue")]), { type: "incident.changed", incident }, form);
  expect(frame(unread)).toContain("Not all is well: 1 not known.");
  const byHand = stateOf([planOf("job-seek/queue", { mode: "on-demand" })]);
  const nothing = after(byHand, { type: "incident.changed", incident }, form);
  expect(frame(nothing)).toContain("Nothing was looked at: it is not known how it is.");
});

it("says in every view what is owed, and again before leaving", () => {
  const owing = after(queueState(), { type: "duties.changed", duties: [duty] });
  for (const state of [owing, after(owing, detail()), after(owing, { type: "zoomed", on: true })])
    expect(frame(state).split("\n")[1]).toMatch(/^ ◆ 1 OPEN DUTY {2}due in 42:00 {2}restore QSTASH_TOKEN.*R restore/);
  const leaving = frame(after(owing, open({ type: "leave", button: 0 })), 80, 24);
  expect(leaving).toContain("1 duty is open");
  expect(leaving).toMatch(/by hand: Vercel: set QSTASH_TOKEN to its old value.*\n.*then redeploy/);
  expect(leaving).toContain("[ Stay ]      Restore D1 now        Leave, D1 stays open");
});

it("shows a duty's long title whole, and where it is, also before leaving", () => {
  const title = "KEY_ENCRYPTION_SECRET_PREV is set; account keys that were not used since are lost when it goes";
  const owing = after(queueState(), { type: "duties.changed", duties: [{ ...duty, title }] });
  for (const overlay of [
    { type: "owed", index: 0 },
    { type: "leave", button: 0 },
  ] as const) {
    const words = frame(after(owing, open(overlay)), 80, 24).replaceAll(/[\s║]+/g, " ");
    expect(words).toContain(`${duty.id} ${title} ${duty.system} production`);
  }
});

it("says of each thing that is owed what enter does, and which of how many it is", () => {
  const run = { run: "R9", incident: "INC-1", runbook: "x", title: "x", system: "job-seek", openedAt: T0, step: "s" };
  const owing = after(
    queueState(),
    { type: "duties.changed", duties: [duty] },
    { type: "runs.interrupted", runs: [run] },
  );
  const at = (index: number) => frame(after(owing, open({ type: "owed", index })), 80, 24);
  expect(at(0)).toMatch(/1 of 2, j k move.*enter restores it; asks first/s);
  expect(at(1)).toMatch(/2 of 2, j k move.*enter goes on with it; asks first/s);
});

it("a follower shows what is owed, and says where it is restored", () => {
  const about = { kind: "restore", duty: "D1" } as const;
  const dialog = open({ type: "form", about, focus: "", values: {}, scroll: 0 });
  const owing = after(queueState(), { type: "duties.changed", duties: [duty] }, dialog);
  const follower = after(owing, { type: "leader.changed", leader: { name: "bob", pid: 7, host: "h" } });
  expect(frame(owing, 120, 40)).toMatch(/ Restore D1\b/);
  const shown = frame(follower, 120, 40);
  expect(shown).toContain("bob leads here, and R in process 7 restores it. When that one is gone: opsdeck restore D1");
  expect(shown).not.toMatch(/Restore D1|R restore/);
});

it("says before an abort what the run owes, and that it owes nothing", () => {
  const about = { kind: "decide", decision: "abort", step: "break" } as const;
  const dialog = open({ type: "form", about, focus: "", values: {}, scroll: 0 });
  const asked = after(queueState(), { type: "run.shown", view: runView() }, dialog);
  expect(frame(asked, 120, 40)).toContain("It owes nothing: no duty of it is open.");
  const owing = after(asked, { type: "duties.changed", duties: [{ ...duty, run: "R1" }] });
  expect(frame(owing, 120, 40)).toContain("What it changed stays a duty until it is restored.");
});

it("puts a doubtful and an overdue duty first", () => {
  const late = { ...duty, id: "D2", state: "apply-unknown" as const, dueBy: T0 - 190_000 };
  const state = after(queueState(), { type: "duties.changed", duties: [duty, late] });
  expect(frame(state, 120, 40).split("\n")[1]).toMatch(
    /^ ◆ 2 OPEN DUTIES {2}OVERDUE 3:10 {2}applied\? UNKNOWN .*and 1 more/,
  );
});

it("lists the log, newest first, and the help with reasons", () => {
  const lines = ["first", "second"].map(
    (text): CockpitEvent => ({ type: "log.added", line: { at: T0, level: "warn", text } }),
  );
  const log = frame(after(queueState(), ...lines, open({ type: "log", scroll: 0 })));
  expect(log.indexOf("second")).toBeLessThan(log.indexOf("first"));
  const help = frame(after(queueState(), open({ type: "help", text: "runbooks", scroll: 0 })));
  expect(help).toContain("no runbook is there");
  expect(help).not.toContain("freeze");
});

it("says how much of a long help, log or detail is not shown, and stops at its end", () => {
  const help = (scroll: number): string => frame(after(queueState(), open({ type: "help", text: "", scroll })), 80, 24);
  const below = /┗━+ (\d+) more lines: pgdn ━┛/.exec(help(0))?.[1];
  expect(Number(below)).toBeGreaterThan(3);
  expect(help(3)).toContain(`${Number(below) - 3} more lines: pgdn`);
  expect(help(Number(below))).toContain(`${below} lines above: pgup`);
  expect(help(0)).toContain("● ok  ▲ warn");
  const state = after(queueState(), open({ type: "help", text: "", scroll: 0 }));
  const most = overlayOn({ state, commands, theme, columns: 80, rows: 24 })?.mostScroll;
  expect(most).toBe(Number(below));
  expect(frame(after(queueState(), open({ type: "help", text: "freeze", scroll: 0 })), 80, 24)).not.toMatch(/pgdn ━/);
  expect(frame(after(queueState(), detail()), 80, 24)).toMatch(/more lines: pgdn/);
});

it("scrolls as far as there is more, and back at once", () => {
  const scroll = commands.find(({ id }) => id === "help.page-down");
  const seen: CockpitEvent[] = [];
  const state = after(queueState(), open({ type: "help", text: "", scroll: 4 }));
  const context = { state, dispatch: (event: CockpitEvent) => seen.push(event), commands, mostScroll: () => 6 };
  void scroll?.run(context as unknown as CommandContext);
  expect(seen).toEqual([{ type: "overlay.changed", overlay: { type: "help", text: "", scroll: 6 } }]);
});

it("wraps a long rule, so that it can be read", () => {
  const test = { fact: "state", in: ["queued", "running", "waiting for a worker", "waiting for the database", "done"] };
  const plan = planOf("job-seek/queue", { judge: [{ when: test, verdict: "ok", say: "fine" }], ruleLines: [118] });
  const state = after(stateOf([plan]), read("job-seek/queue", { rule: 0 }), detail());
  for (const [columns, rows] of [
    [120, 40],
    [80, 24],
    [60, 15],
  ] as const) {
    const text = frame(state, columns, rows)
      .split("\n")
      .map((line) => line.slice(1, columns === 120 ? 60 : -1));
    const said = text
      .join(" ")
      .replaceAll(/ok +decided +:118/g, "")
      .replaceAll(/[●│\s]+/g, " ");
    expect(said).toContain("is one of queued, running, waiting for a worker, waiting for the database, done");
    expect(text.join("\n")).toContain("decided  :118");
  }
});

it.each([
  [
    160,
    45,
    /^ \? this machine is cut off since [\d:]{8}: network failures say nothing about the systems .* c look again $/,
  ],
  [90, 30, /^ \? this machine is cut off since [\d:]{8}: network failures say nothing about the systems $/],
  [80, 24, /^ \? cut off since [\d:]{8}: network failures say nothing about the systems +$/],
  [60, 15, /^ \? cut off since [\d:]{8}: network failures say nothing +$/],
  [40, 10, /^ \? cut off since [\d:]{8} {2}c look again $/],
] as const)("says at %d×%d that this machine is cut off", (columns, rows, wanted) => {
  const event: CockpitEvent = { type: "vantage.changed", since: T0, checkIds: [] };
  const state = after(queueState(), event);
  const lineOf = (text: string, at: number): string => (text.split("\n")[at] ?? "").padEnd(columns);
  expect(lineOf(frame(state, columns, rows), 1)).toMatch(wanted);
  const owing = after(state, { type: "duties.changed", duties: [duty] });
  expect(lineOf(frame(owing, columns, rows), 1)).toContain("1 OPEN DUTY");
  expect(lineOf(frame(owing, columns, rows), 2)).toMatch(wanted);
  expect(frame(state, 30, 1)).toContain("CUT OFF");
  const back = after(state, { ...event, since: undefined });
  expect(frame(back, columns, rows)).not.toMatch(/cut off/i);
});
