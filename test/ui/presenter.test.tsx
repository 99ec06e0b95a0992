import { expect, it } from "vitest";
import { panels } from "../../panels/index.ts";
import { formSpec } from "../../src/commands/forms.ts";
import { findCommand } from "../../src/commands/scope.ts";
import type { CockpitEvent, CockpitState } from "../../src/store/state.ts";
import type { FormAbout, Overlay } from "../../src/store/view-state.ts";
import { bigLines } from "../../src/ui/presenter/big-text.ts";
import { hider } from "../../src/ui/presenter/hide.ts";
import { renderFrame } from "../../src/ui/render-frame.tsx";
import { widthOf } from "../../src/ui/text/clean.ts";
import { createTheme } from "../../src/ui/theme/theme.ts";
import { fakeActions } from "../helpers/actions.ts";
import { incident } from "../helpers/incident.ts";
import { commands } from "../helpers/known.ts";
import { confirmAsk, runView } from "../helpers/run.ts";
import { after, dutyOf, planOf, read, stateOf, systems, T0 } from "../helpers/state.ts";
import { hostileState } from "./hostile.ts";

const SIZES = [
  [160, 45],
  [120, 40],
  [120, 36],
  [80, 24],
  [60, 15],
  [59, 14],
] as const;
const shown: CockpitEvent = { type: "presented", as: "shown" };
const opened: CockpitEvent = {
  type: "incident.changed",
  incident: { id: "INC-0008", title: "pocketbrain outage", openedAt: T0 - 378_000 },
};
const duty = dutyOf({ title: "QSTASH_TOKEN is broken in production", dueBy: T0 + 2_530_000 });
const owed: CockpitEvent = { type: "duties.changed", duties: [duty] };
const run: CockpitEvent = {
  type: "run.shown",
  view: runView({
    expectation: {
      check: "opsmantik/watchtower",
      wanted: "failures ≥ 1",
      state: "not-met",
      deadline: T0 + 80_000,
      holdMs: 0,
    },
  }),
};

function frame(state: CockpitState, columns: number, rows: number, ascii = false): string {
  const theme = createTheme({ depth: "none", ground: "dark", ascii });
  return renderFrame({ state, panels, commands, columns, rows, theme });
}

const troubled = after(incident(), opened, owed, run, shown);

it.each(SIZES)("is never wider or higher than %d×%d, whatever the names are", (columns, rows) => {
  const hostile = after(hostileState(), shown);
  for (const state of [
    hostile,
    after(hostile, { type: "zoomed", on: true }),
    after(hostile, { type: "presented", as: "blank" }),
  ]) {
    const lines = frame(state, columns, rows).split("\n");
    expect(lines.length).toBeLessThanOrEqual(rows);
    for (const line of lines) expect(widthOf(line), line).toBeLessThanOrEqual(columns);
    expect(lines.join("")).not.toMatch(/\p{Cc}/u);
  }
});

it.each(SIZES.slice(0, 5))(
  "tells a room at %d×%d what is wrong, since when, what is done and what must be restored",
  (columns, rows) => {
    const text = frame(troubled, columns, rows);
    expect(text).toMatch(/^ PRESENTING {3}people, hosts and paths are hidden/);
    expect(text).toMatch(/\n PROD .*INC-0008.* 6:15 .*✘ ?7.*READ-ONLY/);
    expect(text).toContain("✘ pocketbrain ready");
    expect(text).toMatch(columns >= 100 ? /since 14:00|1m/ : /for 1m/);
    expect(text).toContain("DOING    step 2 of 4: Break QSTASH_TOKEN");
    expect(text).toContain("RESTORE  ◆ QSTASH_TOKEN is broken in production");
    expect(text).toMatch(/◆ 1 OPEN DUTY {2}due in 42:10/);
  },
);

it("says that nothing is done and nothing is owed", () => {
  const text = frame(after(incident(), shown), 80, 24);
  expect(text).toContain("DOING    nothing: no runbook runs");
  expect(text).toContain("RESTORE  nothing: no duty is open");
});

it("counts in letters that are as high as three lines, in ASCII five", () => {
  expect(bigLines("7 FAIL", false)).toEqual(["▀▀█    █▀▀ ▄▀▄ █ █  ", " ▄▀    █▀  █▀█ █ █  ", " ▀     ▀   ▀ ▀ ▀ ▀▀▀"]);
  expect(bigLines("1 OK", true)).toEqual([
    " #    ### # #",
    "##    # # # #",
    " #    # # ## ",
    " #    # # # #",
    " #    ### # #",
  ]);
});

it("says everything in ASCII", () => {
  for (const [columns, rows] of SIZES) expect(frame(troubled, columns, rows, true)).toMatch(/^[ -~\n]*$/);
});

it("does not call a panel ok that nobody has looked at", () => {
  const state = after(stateOf([planOf("opsmantik/app")]), shown);
  const text = frame(state, 120, 40);
  expect(text).not.toMatch(/seen ok/);
  expect(text).toContain("1 look to come");
});

it.each(SIZES.slice(0, 5))("shows neither person nor host nor path at %d×%d, in no dialog", (columns, rows) => {
  const leader = { name: "mallory", pid: 7, host: "bastion-7" };
  const plans = [planOf("opsmantik/app", { target: "https://console.opsmantik.com/api" })];
  const words =
    "console.opsmantik.com refused oncall and mallory on bastion-7: see /var/log/app.log, db.internal:5432, 10.1.2.3 and x/y.yaml:12";
  const trace = ["GET /api token-of-somebody"];
  const state = after(
    stateOf(plans),
    read("opsmantik/app", { verdict: "fail", summary: words, trace, facts: { url: "http://x.test/a" } }),
    { type: "leader.changed", leader },
    { type: "log.added", line: { at: T0, level: "info", text: words } },
    { ...owed, duties: [dutyOf({ manual: [words] })] },
    shown,
  );
  const overlays: readonly (Overlay | undefined)[] = [
    undefined,
    { type: "detail", checkId: "opsmantik/app", scroll: 0, raw: false },
    { type: "detail", checkId: "opsmantik/app", scroll: 0, raw: true },
    { type: "log", scroll: 0 },
    { type: "owed", index: 0 },
    { type: "leave", button: 0 },
    { type: "form", about: { kind: "restore", duty: duty.id }, focus: "", values: {}, scroll: 0 },
  ];
  for (const overlay of overlays) {
    const text = frame(overlay ? after(state, { type: "overlay.opened", overlay }) : state, columns, rows);
    expect(text).not.toMatch(
      /oncall|mallory|bastion-7|opsmantik\.com|\/var\/log|db\.internal|10\.1\.2\.3|y\.yaml|x\.test|token-of/,
    );
  }
  expect(frame(after(state, { type: "presented", as: undefined }), 160, 45)).toContain("oncall");
});

it("hides what the system file names, also in the words of a reading that is over", () => {
  const hiding = systems.map((system) => ({ ...system, hidden: ["customer", "n"] }));
  const state = after(
    stateOf([planOf("opsmantik/app", { value: "n", trend: "n" })], { systems: hiding }),
    read("opsmantik/app", {
      seq: 1,
      verdict: "fail",
      summary: "Ada Lovelace waits",
      facts: { customer: "Ada Lovelace", n: 4 },
    }),
    read("opsmantik/app", {
      seq: 2,
      at: T0,
      verdict: "fail",
      summary: "after Ada Lovelace, Bob Ross waits",
      facts: { customer: "Bob Ross", n: 4 },
    }),
    shown,
  );
  const detail: CockpitEvent = {
    type: "overlay.opened",
    overlay: { type: "detail", checkId: "opsmantik/app", scroll: 0, raw: false },
  };
  for (const text of [frame(state, 120, 40), frame(after(state, detail), 120, 40)])
    expect(text).not.toMatch(/Lovelace|Ross/);
  expect(frame(after(state, detail), 120, 40)).toMatch(/customer\s+\(hidden\)/);
  expect(frame(after(state, detail), 120, 40)).toMatch(/\bn\s+\(hidden\)/);
});

it.each([
  [
    "503 from /ready, 3/5 steps, upstream_5xx +212/min, queued/degraded",
    "503 from /ready, 3/5 steps, upstream_5xx +212/min, queued/degraded",
  ],
  ["public.post.publish 0.9.4 v1.8.2 e.g. this", "public.post.publish 0.9.4 v1.8.2 e.g. this"],
  ["postgres://u:p@db.prod/x is down", "(host) is down"],
  ["GET /api/cron/watchtower 403", "GET (path) 403"],
  ["see ~/notes and ./a/b/c", "see (path) and (path)"],
  ["ann and annual", "(person) and annual"],
])("%s", (text, wanted) => expect(hider({ people: ["ann"], hosts: [], values: [] })(text)).toBe(wanted));

it("is blank but for environment, write state and what is owed", () => {
  const text = frame(after(troubled, { type: "presented", as: "blank" }), 80, 24);
  const [first, second, third, ...rest] = text.split("\n");
  expect(first).toContain("BLANK: b shows the screen again");
  expect(second).toMatch(/^ PROD +READ-ONLY/);
  expect(third).toMatch(/1 OPEN DUTY {2}due in 42:10/);
  expect(rest.join("").trim()).toBe("b shows the screen  R shows duties  P leaves the presenter view".trim());
  expect(text).not.toMatch(/QSTASH|pocketbrain|INC-0008/);
});

const dialogs: readonly FormAbout[] = [
  { kind: "start", runbook: "opsmantik/qstash-degraded-proof" },
  { kind: "go-on", run: "R1" },
  { kind: "change", question: "Q1" },
  { kind: "manual", question: "Q1" },
  { kind: "cannot", question: "Q1" },
  { kind: "decide", decision: "abort", step: "break-token" },
  { kind: "unlock" },
  { kind: "incident" },
];
const asked = after(troubled, { type: "run.asked", question: confirmAsk() });

it.each(dialogs)("cannot complete $kind, and says so", (about) => {
  const values = { title: "x", reason: "x", environment: "production", words: "production break-token", solo: "alone" };
  expect(formSpec(asked, { about, values })).toMatchObject({ fields: [], buttons: [{ id: "back" }] });
  const overlay: Overlay = { type: "form", about, focus: "", values, scroll: 0 };
  for (const [columns, rows] of SIZES.slice(0, 4))
    expect(frame(after(asked, { type: "overlay.opened", overlay }), columns, rows)).toContain(
      "nothing is changed while presenting",
    );
});

it("restores a duty as ever", () => {
  const spec = formSpec(asked, { about: { kind: "restore", duty: duty.id }, values: {} });
  expect(spec.buttons.map(({ label, why }) => [label, why])).toEqual([
    ["Cancel", undefined],
    [`Restore ${duty.id}`, undefined],
  ]);
  const restores = after(troubled, { type: "run.asked", question: confirmAsk({ restores: true, tier: 1 }) });
  expect(formSpec(restores, { about: { kind: "change", question: "Q1" }, values: {} }).buttons[1]).toMatchObject({
    why: undefined,
  });
});

it("is left by P, or by esc twice: once too often shows nobody what was hidden", () => {
  const press = (state: CockpitState, key: string): CockpitState => {
    let now = state;
    const dispatch = (event: CockpitEvent): void => {
      now = after(now, event);
    };
    const command = findCommand(commands, "main", key);
    void command?.run({ state, dispatch, commands, actions: fakeActions(), frame: () => "", mostScroll: () => 0 });
    return now;
  };
  const once = press(troubled, "esc");
  expect(once.view.presenting).toBe("shown");
  expect(once.view.notice?.text).toContain("esc again");
  expect(press(once, "esc").view.presenting).toBeUndefined();
  expect(press(troubled, "P").view.presenting).toBeUndefined();
});
