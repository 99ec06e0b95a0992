import { cleanup, render } from "ink-testing-library";
import { afterEach, expect, it } from "vitest";
import { panels } from "../../panels/index.ts";
import { type Share, shareLines, type Wish } from "../../panels/parts/share-lines.ts";
import type { Verdict } from "../../src/core/reading.ts";
import type { CockpitEvent, CockpitState } from "../../src/store/state.ts";
import { createTheme } from "../../src/ui/theme/theme.ts";
import { incident } from "../helpers/incident.ts";
import { after, planOf, read, type Seen, stateOf, T0 } from "../helpers/state.ts";
import { undrawnPanels } from "../helpers/undrawn-panels.ts";

afterEach(cleanup);
const theme = createTheme({ depth: "none", ground: "dark", ascii: false });
const ascii = createTheme({ depth: "none", ground: "dark", ascii: true });

type Place = readonly [columns: number, rows: number, frame?: "box" | "rule"];

function drawn(id: string, state: CockpitState, [columns, rows, frame = "box"]: Place, look = theme): string {
  const digit = panels.findIndex((panel) => panel.id === id) + 1;
  const panel = panels[digit - 1]!;
  const place = { columns, rows, digit, focused: state.view.focus === id, frame, theme: look } as const;
  return render(<panel.View view={panel.select(state)} {...place} />).lastFrame() ?? "";
}

it("has the six panels in the order of their digits", () => {
  const ids = ["deploy", "sync", "watchtower", "queues", "circuits", "stuck"];
  expect(panels.map(({ id, title }) => `${id} ${title}`)).toEqual(
    ids.map((id) => `${id} ${id[0]?.toUpperCase()}${id.slice(1)}`),
  );
  expect(undrawnPanels.map(({ id }) => id)).toEqual(ids);
});

it("shows which version runs where", () => {
  expect(drawn("deploy", after(incident(), { type: "panel.focused", panel: "sync" }), [53, 17])).toMatchInlineSnapshot(`
    "╭ 1 Deploy ──────────────────────────── ▲1 ?1 ○1 ●6 ╮
    │ ● om app        c1d30b4 master = expected         │
    │ ● om deployment dpl_8KxQ2 READY 2h = newest       │
    │ ● om edge       fra1, x-vercel-id seen            │
    │ ○ pb server     stale, was v1.8.2               9m│
    │ ● pb worker     41f2c0e = expected                │
    │ ? tb bot        0.9.4, but publishes no commit    │
    │    → cannot compare: set COMMIT_SHA in the bot’s  │
    │      service                                      │
    │ ● js api        rc-14 1f0c9aa = expected          │
    │ ▲ js worker     rc-13 88e01fd ≠ rc-14             │
    │    → promote rc-14 or pin expected.worker         │
    │      (system.yaml:22)                             │
    │ ● js web        200 in 310ms                      │
    │                                                   │
    │                                                   │
    ╰───────────────────────────────────────────────────╯"
  `);
});

it("shows how data gets in", () => {
  expect(drawn("sync", incident(), [53, 16])).toMatchInlineSnapshot(`
    "╭ 2 Sync ───────────────────────────────── ✘1 ▲1 ●8 ╮
    │ ● om ingest           queued, era B               │
    │ ● om sessions 60m      1,204              ▂▆▆▁▃▇▄▄│
    │ ● om publish fails 15m     0              ▁▁▁▁▁▁▁▁│
    │ ● om CORS preflight   https://www.sosreklam.com a…│
    │ ● om degraded proof   last proved 21d ago         │
    │ ● om partitions       next month exists, 6/6 trig…│
    │ ✘ pb stream ticket    503                         │
    │      STREAM_TICKET_STORAGE_UNAVAILABLE            │
    │    → Redis holds the tickets: recover Redis first │
    │ ▲ pb client           degraded, was synced        │
    │ ● pb last change      14s ago                     │
    │ ● js callbacks        99.4 % of 1,118 delivered   │
    │                                                   │
    │                                                   │
    ╰───────────────────────────────────────────────────╯"
  `);
});

it("shows health", () => {
  expect(drawn("watchtower", incident(), [60, 10])).toMatchInlineSnapshot(`
    "╭ 3 Watchtower ────────────────────────────── ✘2 ▲1 ?1 ●10 ╮
    │ ● om watchtower      WATCHTOWER_OK, 0 failures           │
    │ ? om gclid 3h        — not counted: its database did not │
    │      answer                                              │
    │ ● om health          db_ok                               │
    │ ● om worker          up, refuses unsigned (403)          │
    │ ✘ pb ready           503 readyCause redis                │
    │ ✘ pb redis           reconnecting, 41 checks failed, 6m  │
    │ ▲ pb realtime        local-fallback SUBSCRIBER_END       │
    ╰────────────────────────────────────────────────── +7 ok ─╯"
  `);
});

it("shows what waits", () => {
  expect(drawn("queues", incident(), [53, 10])).toMatchInlineSnapshot(`
    "╭ 4 Queues ────────────────────────────────── ▲1 ●9 ╮
    │ ▲ om QStash DLQ             12 messages, was 4 an │
    │      hour ago                                     │
    │ ● om QStash undelivered     31            ▁▃▇▄▁▅▇▄│
    │ ● om sync_dlq                0            ▁▁▁▁▁▁▁▁│
    │ ● om redis rate keys     1,842            ▄▇▃▁▆▆▂▄│
    │ ● tb public.post.publish     4 created    ▇▅▁▄▇▄▁▄│
    │ ● tb scheduled_posts         7 pending    ▇▂▁▇▆▁▃▄│
    │ ● tb duel.scor…d.refresh     0            ▁▁▁▁▁▁▁▁│
    ╰─────────────────────────────────────────── +3 ok ─╯"
  `);
});

it("shows breakers and ratios", () => {
  expect(drawn("circuits", incident(), [53, 16])).toMatchInlineSnapshot(`
    "╭ 5 Circuits ────────────────────────── ✘3 ▲1 ?1 ●5 ╮
    │ ✘ pb vps proxy        open, 38 opens/min          │
    │    → cause upstream_5xx +212/min: look at API     │
    │      logs, DB, Redis                              │
    │ ✘ pb rejects             174 /min         ▇▃▁▆▆▂▂▄│
    │ ● pb provider         closed                      │
    │ ✘ pb dominant cause   upstream_5xx +212/min       │
    │ ● pb retry storm      0.2 retries a request       │
    │ ● tb rate-limit retries    0 /min         ▁▁▁▁▁▁▁▁│
    │ ▲ js heartbeat stale  0.31 > 0.25, 3:20 of 5:00   │
    │    → fires in 1:40 unless it falls                │
    │ ● js callback failures  0.01 ≤ 0.10       ▁▁▁▁▁▁▁▁│
    │ ? js retry success    0 of 0 retries: no ratio yet│
    │    → a ratio of nothing is not 0                  │
    │ ● js scrape success     0.97 ≥ 0.90       ▃▁▆▆▂▂▇▄│
    ╰───────────────────────────────────────────────────╯"
  `);
});

it("shows what will not move", () => {
  expect(drawn("stuck", incident(), [54, 12])).toMatchInlineSnapshot(`
    "╭ 6 Stuck ────────────────────────────── ✘1 ▲1 ○1 ●7 ╮
    │ ● om undelivered > 1h     0                ▁▁▁▁▁▁▁▁│
    │ ● om drifted partitions   0                ▁▁▁▁▁▁▁▁│
    │ ✘ tb public.post.publish  3 failed: Missing Access │
    │      (50001)                                       │
    │ ● tb jobs past expiry     0                ▁▁▁▁▁▁▁▁│
    │ ● tb posts processing     0                ▁▁▁▁▁▁▁▁│
    │ ● tb orphan schedules     0                ▁▁▁▁▁▁▁▁│
    │ ○ tb cron dispatch    stale, was every minute    9m│
    │ ▲ js no heartbeat         4 of 13 runs     ▁▃▇▄▁▄▇▄│
    │ ● js failed runs 24h      2 limit 5        ▁▆▆▂▂▇▅▄│
    ╰──────────────────────────────────────────── +1 ok ─╯"
  `);
});

it("has a glyph and a word for every look of a row", () => {
  const plan = (name: string, over = {}) => planOf(`om/${name}`, { staleAfterMs: 60_000, everyMs: 10_000, ...over });
  const old = { at: T0 - 360_000 };
  const state = after(
    stateOf([
      plan("app"),
      plan("DLQ", { value: "n", trend: "n", threshold: 10 }),
      plan("ready"),
      plan("watchtower"),
      plan("gclid", { value: "n" }),
      plan("healthz"),
      plan("server"),
      plan("client"),
      plan("redis"),
      plan("web"),
      plan("ticket", { mode: "on-demand" }),
    ]),
    { type: "panel.focused", panel: "sync" },
    read("om/app", { summary: "c1d30b4 = expected" }, T0 + 9000),
    ...[4, 8, 12].map((n, seq) =>
      read("om/DLQ", { seq: seq + 1, verdict: "warn", summary: `${n} was 4`, facts: { n } }, T0 + 9000),
    ),
    read("om/ready", { verdict: "fail", failure: { kind: "timeout", message: "no answer in 5.0s" } }, T0 + 9000),
    read("om/watchtower", {
      verdict: "unknown",
      failure: { kind: "auth", message: "403: bearer", hint: "set CRON_SECRET" },
    }),
    read("om/gclid", { verdict: "unknown", summary: "not counted", facts: { n: -1 } }, T0 + 9000),
    read("om/healthz", { at: T0 - 50_000, summary: "db ok" }, T0 - 40_000),
    read("om/server", { ...old, summary: "v1.8.2" }),
    read("om/client", { ...old, verdict: "warn", summary: "degraded" }),
    read("om/redis", { ...old, verdict: "fail", summary: "reconnecting" }),
  );
  expect(drawn("deploy", state, [48, 15])).toMatchInlineSnapshot(`
    "╭ 1 Deploy ───────────────── ✘1 ▲1 ?2 ○3 ·1 ●2 ╮
    │ ● om app        c1d30b4 = expected           │
    │ ▲ om DLQ        12 was 4                  ▃▆▇│
    │ ✘ om ready      no answer in 5.0s            │
    │ ? om watchtower 403: bearer                  │
    │    → set CRON_SECRET                         │
    │ ? om gclid      — not counted                │
    │ ● om healthz    db ok                     50s│
    │ ○ om server     stale, was v1.8.2          6m│
    │ △ om client     stale, was degraded        6m│
    │ × om redis      stale, was reconnecting    6m│
    │ · om web        not read yet                 │
    │ · om ticket     on demand: c looks           │
    │                                              │
    ╰──────────────────────────────────────────────╯"
  `);
  expect(drawn("deploy", state, [48, 15], ascii)).toMatchInlineSnapshot(`
    "+ 1 Deploy ----------------- X1 !1 ?2 ~3 .1 o2 +
    | o om app        c1d30b4 = expected           |
    | ! om DLQ        12 was 4                     |
    | X om ready      no answer in 5.0s            |
    | ? om watchtower 403: bearer                  |
    |   -> set CRON_SECRET                         |
    | ? om gclid      -- not counted               |
    | o om healthz    db ok                     50s|
    | ~ om server     stale, was v1.8.2          6m|
    | ~ om client     stale, was degraded        6m|
    | ~ om redis      stale, was reconnecting    6m|
    | . om web        not read yet                 |
    | . om ticket     on demand: c looks           |
    |                                              |
    +----------------------------------------------+"
  `);
});

it("counts its verdicts in the title, whatever else must go", () => {
  const say = (verdict: Verdict): Seen => ({ verdict, summary: `${"very ".repeat(30)}long` });
  const verdicts = ["fail", "fail", "warn", "warn", "warn", "unknown", ...Array<Verdict>(12).fill("ok")] as const;
  const plans = verdicts.map((_, index) => planOf(`om/check ${index}`));
  const state = after(stateOf(plans), ...verdicts.map((verdict, index) => read(`om/check ${index}`, say(verdict))));
  const top = (more: readonly CockpitEvent[], columns: number): string =>
    drawn("deploy", after(state, ...more), [columns, 5, "rule"]).split("\n")[0] ?? "";
  expect(top([], 60)).toBe("━ 1 Deploy ━━━━━━━━━ ✘2 ▲3 ?1 ●12 +1 warn, 1 unknown, 12 ok");
  expect(top([], 39)).toBe("━ 1 Deploy ━━━ ✘2 ▲3 ?1 ●12 +▲1 ?1 ●12");
  const filter = { type: "filter.changed", panel: "deploy", text: "check" } as const;
  expect(top([filter], 39)).toBe("━ 1 Deploy /check … ━ ✘2 ▲3 ?1 ●12 +14");
});

it("says what would be there", () => {
  expect(drawn("deploy", stateOf([]), [40, 4])).toMatchInlineSnapshot(`
    "┏ 1 Deploy ━━━━━━━━━━━━━━━━━━━━━━━━━━━━┓
    ┃ no check in this panel               ┃
    ┃                                      ┃
    ┗━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━┛"
  `);
});

const wish = (status: Wish["status"], words = 1, hints = 0, over: Partial<Wish> = {}): Wish => ({
  status,
  words,
  hints,
  hintFirst: false,
  selected: false,
  echo: false,
  ...over,
});
const words = (shares: readonly Share[]): readonly number[] => shares.map((share) => share.words);

it("folds an ok row before a word of a bad one, and a bad one last", () => {
  const wishes = [wish("ok"), wish("warn", 3), wish("ok"), wish("fail", 2, 1)];
  expect(words(shareLines(wishes, 1))).toEqual([0, 0, 0, 1]);
  expect(words(shareLines(wishes, 3))).toEqual([0, 1, 0, 2]);
  expect(words(shareLines(wishes, 5))).toEqual([0, 3, 0, 2]);
  expect(words(shareLines(wishes, 7))).toEqual([1, 3, 1, 2]);
  expect(shareLines(wishes, 7).map(({ hints }) => hints)).toEqual([0, 0, 0, 0]);
  expect(shareLines(wishes, 8).map(({ hints }) => hints)).toEqual([0, 0, 0, 1]);
});

it("gives the action of a row that says where to begin before an ok row, and after each bad one", () => {
  const wishes = [wish("ok"), wish("fail", 1, 2), wish("warn"), wish("fail", 1, 2, { hintFirst: true })];
  const hints = (lines: number) => shareLines(wishes, lines).map((share) => share.hints);
  expect([hints(3), hints(4), hints(5)]).toEqual([
    [0, 0, 0, 0],
    [0, 0, 0, 0],
    [0, 0, 0, 2],
  ]);
  expect(words(shareLines(wishes, 5))).toEqual([0, 1, 1, 1]);
  expect(hints(8)).toEqual([0, 2, 0, 2]);
});

it("folds a row that only names another one before any that says what is bad", () => {
  const echo = wish("fail", 1, 0, { echo: true });
  const wishes = [wish("fail"), echo, echo, wish("warn"), wish("ok")];
  expect(words(shareLines(wishes, 2))).toEqual([1, 0, 0, 1, 0]);
  expect(words(shareLines(wishes, 4))).toEqual([1, 1, 1, 1, 0]);
});

it("shows the failure of one system behind the many rows that one answer of another one makes", () => {
  const refused = { verdict: "fail", failure: { kind: "refused", message: "refuses connections" } } as const;
  const heard = ["a", "b", "c"].map((name) => planOf(`pocketbrain/${name}`, { from: "pocketbrain/ready" }));
  const plans = [planOf("pocketbrain/ready"), ...heard, planOf("together-bot/retries")];
  const events = plans.map(({ id }) =>
    read(id, id.startsWith("pocketbrain") ? refused : { verdict: "fail", summary: "81 retries" }),
  );
  const text = drawn("deploy", after(stateOf(plans), ...events), [60, 4]);
  expect(text).toContain("81 retries");
  expect(text).toContain("+3 fail");
});

it("always shows the row under the cursor", () => {
  const wishes = [wish("fail"), wish("fail"), wish("ok", 1, 0, { selected: true })];
  expect(words(shareLines(wishes, 2))).toEqual([1, 0, 1]);
});
