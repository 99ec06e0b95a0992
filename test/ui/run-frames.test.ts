import { expect, it } from "vitest";
import { panels } from "../../panels/index.ts";
import { formOverlay } from "../../src/commands/forms.ts";
import type { RunQuestion } from "../../src/core/run-question.ts";
import type { CockpitEvent, CockpitState } from "../../src/store/state.ts";
import type { FormAbout } from "../../src/store/view-state.ts";
import { renderFrame } from "../../src/ui/render-frame.tsx";
import { widthOf } from "../../src/ui/text/clean.ts";
import { createTheme } from "../../src/ui/theme/theme.ts";
import { commands } from "../helpers/known.ts";
import { confirmAsk, offer, runningState, runView, unlocked } from "../helpers/run.ts";
import { after, dutyOf, foundDuty, T0 } from "../helpers/state.ts";
import { hostileState } from "./hostile.ts";

const SIZES = [
  [160, 45],
  [120, 40],
  [80, 24],
  [60, 15],
  [59, 14],
  [40, 10],
] as const;
const theme = createTheme({ depth: "none", ground: "dark", ascii: false });
const ascii = createTheme({ depth: "none", ground: "dark", ascii: true });

function frame(state: CockpitState, columns: number, rows: number, look = theme): string {
  return renderFrame({ state, panels, commands, columns, rows, theme: look });
}

const open = (about: FormAbout, values = {}): CockpitEvent => ({
  type: "overlay.opened",
  overlay: formOverlay(about, values),
});

function running(question?: RunQuestion, view = runView()): CockpitState {
  const { start, events } = runningState(question, view);
  return after(start, ...events);
}

const WIDE = "漢字👩‍👩‍👧‍👦 and \u001b[2Jcontrol ".repeat(20);
const long = `${WIDE}${"x".repeat(300)}`;
const hostile = hostileState();
const hostileRun = runView({
  title: long,
  system: long,
  steps: Array.from({ length: 30 }, (_, index) => ({
    id: `s${index}`,
    title: long,
    type: "action",
    status: index < 9 ? "failed" : "pending",
    reason: long,
    when: { words: long, checks: ["opsmantik/deploy0"] },
    tier: 3,
  })),
  current: { id: "s9", prose: `# ${long}\n\n${long}\n\n- ${long}\n\n\`\`\`\n${long}\n\`\`\`\n` },
  doing: long,
});
const expectation = {
  check: "opsmantik/deploy0",
  wanted: long,
  state: "unknown",
  why: long,
  reading: { at: T0, verdict: "fail", summary: long },
  deadline: T0 - 5000,
  nextLookAt: T0 + 5000,
  heldSince: T0,
  holdMs: 9000,
} as const;
const param = { type: "choice", about: long, choices: [long, "b"] } as const;
const asks: readonly RunQuestion[] = [
  confirmAsk({
    title: long,
    environment: long,
    system: long,
    identity: [long],
    undo: long,
    manual: [long, long],
    previews: [
      { requests: [long], effect: long, count: 9, sample: { rows: [{ [long]: long }], rowCount: 1, truncated: false } },
    ],
    approval: { code: long, expiresAt: T0, refused: long },
  }),
  {
    kind: "manual",
    id: "Q1",
    run: "R1",
    step: "s9",
    title: long,
    manual: [long, long],
    ask: { [long]: param },
    undo: long,
  },
  { kind: "failed", id: "Q1", run: "R1", step: "s9", reason: long, mayRetry: true },
];
const offers = [{ ...offer, title: long, params: { [long]: param }, steps: hostileRun.steps }];
const interrupted = [{ run: "R9", incident: long, runbook: long, title: long, system: long, openedAt: 0, step: long }];
const forms: readonly FormAbout[] = [
  { kind: "start", runbook: offer.id },
  { kind: "go-on", run: "R9" },
  { kind: "change", question: "Q1" },
  { kind: "manual", question: "Q1" },
  { kind: "decide", decision: "override", step: long },
  { kind: "restore", duty: "D1" },
  { kind: "unlock" },
  { kind: "incident" },
  { kind: "note" },
];

it.each(SIZES)("is never wider or higher than %d×%d with a run, whatever the names are", (columns, rows) => {
  const base = { ...hostile, runbooks: offers, interrupted, incident: { id: "INC-0001", title: long, openedAt: 0 } };
  const bare: readonly CockpitEvent[] = [
    { type: "panel.focused", panel: "sync" },
    {
      type: "overlay.opened",
      overlay: { type: "runbooks", index: 0, row: undefined, list: offers.map(({ id }) => ({ id, fits: [id] })) },
    },
    { type: "overlay.opened", overlay: { type: "owed", index: 4 } },
    ...forms.map((about) => open(about, { words: long, reason: long, [long]: long })),
  ];
  for (const question of [undefined, ...asks]) {
    for (const event of question?.kind === "failed" ? bare.slice(0, 1) : bare) {
      const view = question ? hostileRun : { ...hostileRun, expectation };
      const state = after(base, unlocked, { type: "run.shown", view }, { type: "run.asked", question }, event);
      const lines = frame(state, columns, rows).split("\n");
      expect(lines.length).toBeLessThanOrEqual(rows);
      for (const line of lines) expect(widthOf(line), line).toBeLessThanOrEqual(columns);
      expect(lines.join("")).not.toMatch(/\p{Cc}/u);
    }
  }
});

it.each(SIZES.slice(0, 4))(
  "says in every frame that writing is unlocked, and the incident, at %d×%d",
  (columns, rows) => {
    const incident: CockpitEvent = {
      type: "incident.changed",
      incident: { id: "INC-0007", title: "QStash drill", openedAt: T0 - 54_000 },
    };
    const state = after(running(confirmAsk()), unlocked, incident);
    for (const one of [state, after(state, open({ kind: "change", question: "Q1" }))]) {
      const [header = ""] = frame(one, columns, rows).split("\n");
      expect(header).toMatch(/INC-0007 (QStash drill )?0:50/);
      expect(header).toContain("WRITE 11:05 left");
    }
    const later = after(state, { type: "ticked", now: T0 + 665_000 });
    expect(frame(later, columns, rows).split("\n")[0]).toContain("READ-ONLY");
  },
);

it("draws the dialog of a change of tier 3", () => {
  const state = after(
    running(confirmAsk()),
    unlocked,
    open({ kind: "change", question: "Q1" }, { words: "production break-to" }),
  );
  expect(frame(state, 80, 24)).toMatchInlineSnapshot(`
    " PROD   ✘1  ●1  om✘ pb· tb· js·            oncall   WRITE 11:05 left   14:02:20
    ╔ Break production on purpose ════════════════════════════════════ tier 3 of 3 ╗
    ║  PROD   opsmantik   production                                               ║
    ║ Target   deploy: branch = "master"                                           ║
    ║ Data     5s old                                                              ║
    ║ Step     break-token: Break QSTASH_TOKEN and redeploy                        ║
    ║ Effect   every event is accepted as degraded until restored                  ║
    ║ Effect   redeploys dpl_8KxQ2                                                 ║
    ║ Touches  2 rows                                                              ║
    ║ Duty     "QSTASH_TOKEN is broken in production" goes to disk first; it       ║
    ║          blocks other drills in production until data proves that it is      ║
    ║          restored                                                            ║
    ║ Undo     ✓ R restores it by vercel-env, then vercel-redeploy                 ║
    ║ Second   another person runs: opsdeck approve 7F3K-Q2WD                      ║
    ║          waiting, expires in 4:39                                            ║
    ║──────────────────────────────────────────────────────────────────────────────║
    ║   their answer     what opsdeck approve shows them                           ║
    ║   or alone, because     stays in the journal                                 ║
    ║ ▸ type the words  production break-token  (capitals count)                   ║
    ║    production break-to▏╌╌╌                                                   ║
    ║    a second person approves, or a reason why not                             ║
    ║    Cancel        Break production        Check their answer                  ║
    ╚═════════════════════════════════════════════════════════ 6 more lines: pgdn ═╝
     esc cancel  tab next field  enter next, or press the button"
  `);
});

it("draws it with a second person's approval, stale data and the words", () => {
  const given = { person: "second uid=1001", how: "file", at: T0 + 60_000 } as const;
  const ask = confirmAsk({ approval: { code: "7F3K-Q2WD", expiresAt: T0 + 279_000, given } });
  const values = { words: "production break-token", stale: "STALE" };
  const state = after(
    running(ask),
    unlocked,
    { type: "ticked", now: T0 + 120_000 },
    open({ kind: "change", question: "Q1" }, values),
  );
  expect(frame(state, 120, 40).split("\n").slice(4, 36).join("\n")).toMatchInlineSnapshot(`
    "│                                                          ││                                                          │
    │                                                          ││                                                          │
    │                                                          ││                                                          │
    │                                                                                                                      │
    ╰───  ╔ Break production on purpose ════════════════════════════════════════════════════════════════ tier 3 of 3 ╗  ───╯
    ╭ 3   ║  PROD   opsmantik   production                                                                           ║  ───╮
    │ no  ║ Target   deploy: branch = "master"                                                                       ║     │
    │     ║ Data     STALE, 2m old                                                                                   ║     │
    │     ║ Step     break-token: Break QSTASH_TOKEN and redeploy                                                    ║     │
    │     ║ Effect   every event is accepted as degraded until restored                                              ║     │
    │     ║ Effect   redeploys dpl_8KxQ2                                                                             ║     │
    ╰───  ║ Touches  2 rows                                                                                          ║  ───╯
    ╭ 5   ║ Duty     "QSTASH_TOKEN is broken in production" goes to disk first; it blocks other drills in production ║  ───╮
    │ no  ║          until data proves that it is restored                                                           ║     │
    │     ║ Undo     ✓ R restores it by vercel-env, then vercel-redeploy                                             ║     │
    │     ║ by hand  Vercel: set QSTASH_TOKEN to its old value                                                       ║     │
    │     ║          then redeploy                                                                                   ║     │
    │     ║ Who      oncall; production is unlocked, 9:05 left                                                       ║     │
    ╰───  ║ Sends    PATCH https://api.vercel.com/v9/projects/opsmantik/env/6Qx {"value":"••••••••"}                 ║  ───╯
    ┏ 0   ║          POST https://api.vercel.com/v13/deployments                                                     ║  ou ┓
    ┃ ✓   ║ Second   ✓ second uid=1001 approved 1:00 ago, by file                                                    ║     ┃
    ┃     ║──────────────────────────────────────────────────────────────────────────────────────────────────────────║     ┃
    ┃ ▸   ║   the data is stale: type  STALE  (capitals count)                                                       ║     ┃
    ┃ ·   ║    STALE                                                                                                 ║     ┃
    ┃ ·   ║ ▸ type the words  production break-token  (capitals count)                                               ║     ┃
    ┃     ║    production break-token▏                                                                               ║     ┃
    ┃     ║    Cancel        Break production                                                                        ║     ┃
    ┃     ╚══════════════════════════════════════════════════════════════════════════════════════════════════════════╝     ┃
    ┃                                                                                                                      ┃
    ┃                                          │                                                                           ┃
    ┃                                          │                                                                           ┃
    ┃                                          │                                                                           ┃"
  `);
});

it("draws the break of a bastion that is gone: who made it, and what a restore from here leaves there", () => {
  const about = open({ kind: "restore", duty: "F-1a2b3c4d" });
  const state = after(running(), { type: "duties.changed", duties: [foundDuty()] }, about);
  expect(frame(state, 80, 24)).toMatchInlineSnapshot(`
    " PROD   ✘1  ●1  om✘ pb· tb· js·                     oncall  READ-ONLY  14:02:20
     ◆ 1 OPEN DUTY  FOUND  QSTASH_TOKEN is broken  changed 13:00 ago by…  R restore
    ╔ Restore it? ════════════════════════════════════════════════════ tier 1 of 3 ╗
    ║  PROD   opsmantik                                                            ║
    ║                                                                              ║
    ║ ◆ F-1a2b3c4d  QSTASH_TOKEN is broken   opsmantik production                  ║
    ║       changed 13:00 ago by alice on bastion-1, not from here, as a mark at   ║
    ║       api.vercel.com opsmantik QSTASH_TOKEN says                             ║
    ║       by hand: ask alice, or look on bastion-1                               ║
    ║       Vercel: set QSTASH_TOKEN to its old value                              ║
    ║                                                                              ║
    ║ Its mark opsdeck: changed on purpose by alice on bastion-1,                  ║
    ║          2026-02-20T13:49:20.000Z: duty D3-1 of INC-0003 restores it         ║
    ║          (opsmantik/qstash-degraded-proof break-token)                       ║
    ║ No journal here has it. Restored from here, it is a duty of this machine,    ║
    ║ too; the one on bastion-1 stays open until it is restored there.             ║
    ║                                                                              ║
    ║ Sends    vercel-env, then vercel-redeploy                                    ║
    ║ Proof    sync-proof                                                          ║
    ║ Data     5s old                                                              ║
    ║                                                                              ║
    ║  [ Cancel ]      Restore F-1a2b3c4d                                          ║
    ╚═════════════════════════════════════════════════════════ 2 more lines: pgdn ═╝
     esc cancel  tab next field  enter next, or press the button"
  `);
});

it("draws the restore of a duty", () => {
  const duty = dutyOf({
    id: "D1",
    dueBy: T0 + 2_520_000,
    how: [{ action: "vercel-env" }, { action: "vercel-redeploy" }],
    proof: [{ check: "sync-proof" }],
  });
  const state = after(running(), { type: "duties.changed", duties: [duty] }, open({ kind: "restore", duty: "D1" }));
  expect(frame(state, 80, 24)).toMatchInlineSnapshot(`
    " PROD   ✘1  ●1  om✘ pb· tb· js·                     oncall  READ-ONLY  14:02:20
     ◆ 1 OPEN DUTY  due in 42:00  restore QSTASH_TOKEN  applied 13:00 a…  R restore
    ╔ Restore it? ════════════════════════════════════════════════════ tier 1 of 3 ╗
    ║  PROD   opsmantik                                                            ║
    ║                                                                              ║
    ║ ◆ D1  restore QSTASH_TOKEN   opsmantik production                            ║
    ║       applied 13:00 ago, due in 42:00                                        ║
    ║       by hand: Vercel: set QSTASH_TOKEN to its old value                     ║
    ║       then redeploy                                                          ║
    ║                                                                              ║
    ║ Sends    vercel-env, then vercel-redeploy                                    ║
    ║ Proof    sync-proof                                                          ║
    ║ Data     5s old                                                              ║
    ║ Who      oncall                                                              ║
    ║ A restore is never blocked: it needs no unlock and no second person.         ║
    ║                                                                              ║
    ║  [ Cancel ]      Restore D1                                                  ║
    ║                                                                              ║
    ║                                                                              ║
    ║                                                                              ║
    ║                                                                              ║
    ║                                                                              ║
    ╚══════════════════════════════════════════════════════════════════════════════╝
     esc cancel  tab next field  enter next, or press the button"
  `);
});

const live = {
  ...runView({
    current: { id: "watchtower-degrades", prose: "Wait up to **15 minutes**: Vercel runs the `watchtower` every 15." },
  }),
  steps: runView().steps.map((step, index) => ({
    ...step,
    status: (["passed", "passed", "running", "pending"] as const)[index] ?? "pending",
    ...(index === 2 && { startedAt: T0 - 139_000 }),
  })),
  doing: "waits for publish",
  expectation: {
    check: "opsmantik/publish",
    wanted: "n ≥ 10",
    state: "not-met",
    reading: { at: T0 - 12_000, verdict: "warn", summary: "9 failed" },
    deadline: T0 + 761_000,
    nextLookAt: T0 + 48_000,
    holdMs: 0,
  },
} as const;

it("draws the pane while a step waits: 120×40, 80×24, 60×15", () => {
  const state = after(running(undefined, live), { type: "duties.changed", duties: [dutyOf({ id: "D1", run: "R1" })] });
  expect(frame(state, 120, 40).split("\n").slice(24).join("\n")).toMatchInlineSnapshot(`
    "┏ 0 Force a QStash publish failure ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ opsmantik  step 3 of 4  waiting ┓
    ┃ ✓ 1 Confirm production                   │ ▸ n ≥ 10                                                            now 9 ┃
    ┃     c1d30b4 master = expected            │   ▲ 9 failed                                                              ┃
    ┃ ◆ 2 Break QSTASH_TOKEN and redeploy      │ ███████████░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░ ┃
    ┃                                          │ 12:41 left of 15:00 — next look in 0:48 — seen 0:12 ago                   ┃
    ┃ ▸ 3 Watchtower degrades                  │                                                                           ┃
    ┃ · 4 Restore QSTASH_TOKEN                 │ 3  Watchtower degrades   expect                                           ┃
    ┃                                          │ Wait up to 15 minutes: Vercel runs the watchtower every 15.               ┃
    ┃                                          │                                                                           ┃
    ┃                                          │                                                                           ┃
    ┃                                          │                                                                           ┃
    ┃                                          │                                                                           ┃
    ┃                                          │                                                                           ┃
    ┃                                          │                                                                           ┃
    ┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛
     c look now  [ ] other steps  a abort  1-6 panel  R duties  : command  ? help  q leave"
  `);
  expect(frame(state, 80, 24)).toMatchInlineSnapshot(`
    " PROD   ✘1  ●1  om✘ pb· tb· js·                     oncall  READ-ONLY  14:02:20
     ◆ 1 OPEN DUTY  restore QSTASH_TOKEN  applied 13:00 ago               R restore
     1 Deploy     ●1  all ok               │ 2 Sync       ✘1  op publish fails, 9 f…
     3 Watchtower no check                 │ 4 Queues     no check
     5 Circuits   no check                 │ 6 Stuck      no check
    ┏ 0 Force a QStash publish failure ━━━━━━━━━━━━━━━━━━━━━━ step 3 of 4  waiting ┓
    ┃ ▸ n ≥ 10                                                               now 9 ┃
    ┃   ▲ 9 failed                                                                 ┃
    ┃ ████████████░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░ ┃
    ┃ 12:41 left of 15:00 — next look in 0:48 — seen 0:12 ago                      ┃
    ┃──────────────────────────────────────────────────────────────────────────────┃
    ┃ 3  Watchtower degrades   expect                                              ┃
    ┃ Wait up to 15 minutes: Vercel runs the watchtower every 15.                  ┃
    ┃                                                                              ┃
    ┃──────────────────────────────────────────────────────────────────────────────┃
    ┃ ✓ 1 Confirm production                                                       ┃
    ┃ ◆ 2 Break QSTASH_TOKEN and redeploy                                          ┃
    ┃ ▸ 3 Watchtower degrades                                                      ┃
    ┃ · 4 Restore QSTASH_TOKEN                                                     ┃
    ┃                                                                              ┃
    ┃                                                                              ┃
    ┃                                                                              ┃
    ┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛
     c look now  [ ] other steps  a abort  1-6 panel  R duties  ? help  q leave"
  `);
  expect(frame(state, 60, 15).split("\n").slice(8).join("\n")).toMatchInlineSnapshot(`
    "━ 0 Force a QStash publish failure ━━━ step 3 of 4  waiting
     ▸ n ≥ 10                                             now 9
       ▲ 9 failed
     █████████░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░░
     12:41 left of 15:00 — next look in 0:48 — seen 0:12 ago
    ────────────────────────────────────────────────────────────
     c look now  [ ] other steps  1-6 panel  ? help  q leave"
  `);
});

it("says which proof of several is waited for", () => {
  const view = { ...live, expectation: { ...live.expectation, part: { number: 2, of: 3 } } };
  expect(frame(running(undefined, view), 80, 24)).toContain("▸ proof 2 of 3: n ≥ 10");
});

it("tells of another step what it saw, how long it took and why, and asks nothing there", () => {
  const ended = { startedAt: T0 - 90_000, endedAt: T0 - 60_000 } as const;
  const seen = { at: T0 - 60_000, verdict: "warn", summary: "Found: 2 causes grow" } as const;
  const steps = [
    { id: "look", title: "Causes", type: "check", check: "opsmantik/causes", status: "passed", ...ended, seen },
    { id: "worse", title: "Worse", type: "check", status: "failed", ...ended, seen, reason: "causes is warn" },
    { id: "only", title: "Only", type: "check", status: "skipped", endedAt: T0 - 50_000, reason: "only when n > 3" },
    { id: "break-token", title: "Break", type: "action", tier: 3, status: "running", startedAt: T0 },
    { id: "later", title: "Later", type: "check", status: "pending" },
    {
      id: "barred",
      title: "Barred",
      type: "action",
      status: "pending",
      when: { words: "publish is ok", checks: ["opsmantik/publish"] },
    },
  ] as const;
  const state = running(confirmAsk(), runView({ steps }));
  const top = (step: string | undefined): readonly string[] => {
    const lines = frame(after(state, { type: "step.viewed", step }), 80, 24).split("\n");
    return lines.slice(5, 9).map((line) => line.slice(1, -1).trim());
  };
  expect(top("look")).toEqual([
    "passed after 0:30, 1:00 ago",
    "▲ Found: 2 causes grow",
    "enter shows all that was seen last",
    "─".repeat(78),
  ]);
  expect(top("worse").slice(0, 3)).toEqual(["failed after 0:30, 1:00 ago", "▲ Found: 2 causes grow", "causes is warn"]);
  expect(top("only").slice(0, 2)).toEqual(["skipped 0:50 ago", "only when n > 3"]);
  expect(top("later")[0]).toBe("5  Later   check");
  expect(top("barred").slice(0, 2)).toEqual(["only when publish is ok", "✘ 9 failed"]);
  expect(top(undefined)[0]).toBe("▸ ready to change, tier 3: enter shows it and asks");
});

it("stands, once it has ended, at the step that ended last, not at the last one in the file", () => {
  const { current: _, ...base } = runView({ closed: { result: "aborted", reason: "enough" } });
  const steps = base.steps.map((step, index) => ({
    ...step,
    status: "passed" as const,
    endedAt: T0 - (index === 1 ? 1000 : 9000),
  }));
  expect(frame(running(undefined, { ...base, steps }), 80, 24)).toContain("step 2 of 4  aborted");
});

it("has three columns with the curve at 160×45, and no sign beyond ASCII where that is wanted", () => {
  const state = running(undefined, live);
  const lines = frame(state, 160, 45).split("\n");
  expect(lines[26]).toMatch(/^┏ 0 Force a QStash publish failure ━+ opsmantik {2}step 3 of 4 {2}waiting ┓$/);
  expect(lines[27]?.split("│")).toHaveLength(3);
  expect(frame(state, 120, 40, ascii)).not.toMatch(/[^\n -~]/);
});

it("shows another step's words while the run goes on", () => {
  const state = after(running(undefined, live), { type: "step.viewed", step: "confirm-deploy" });
  expect(frame(state, 80, 24)).toContain("Look first.");
  expect(frame(state, 80, 24)).not.toContain("Vercel runs the watchtower");
});

it("lists what is owed before anything else at a start that finds it", () => {
  const run = {
    run: "R9",
    incident: "INC-0006",
    runbook: offer.id,
    title: "Force a QStash publish failure",
    system: "opsmantik",
    openedAt: T0 - 180_000,
    step: "break-token",
  };
  const owing = after(
    running(),
    { type: "run.shown", view: undefined },
    { type: "duties.changed", duties: [dutyOf()] },
    { type: "runs.interrupted", runs: [run] },
    { type: "overlay.opened", overlay: { type: "owed", index: 0 } },
  );
  expect(frame(owing, 80, 24).split("\n").slice(1, 12).join("\n")).toMatchInlineSnapshot(`
    " ◆ 1 OPEN DUTY  restore QSTASH_TOKEN  applied 13:00 ago               R restore
    ╔ Something is still changed on purpose ═════════════════════ 1 of 2, j k move ╗
    ║› ◆ D7-1  restore QSTASH_TOKEN   opsmantik production                         ║
    ║        applied 13:00 ago                                                     ║
    ║        by hand: Vercel: set QSTASH_TOKEN to its old value                    ║
    ║        then redeploy                                                         ║
    ║                                                                              ║
    ║  ▸ Force a QStash publish failure   INC-0006 opsmantik                       ║
    ║       interrupted at break-token, begun 3m ago                               ║
    ║                                                                              ║
    ║                                                                              ║"
  `);
});
