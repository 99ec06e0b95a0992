import { stripVTControlCharacters } from "node:util";
import { Terminal } from "@xterm/headless";
import { expect, it } from "vitest";
import { panels } from "../../panels/index.ts";
import type { CockpitEvent, CockpitState } from "../../src/store/state.ts";
import { renderFrame } from "../../src/ui/render-frame.tsx";
import { widthOf } from "../../src/ui/text/clean.ts";
import { createTheme, type Theme } from "../../src/ui/theme/theme.ts";
import { incident } from "../helpers/incident.ts";
import { commands } from "../helpers/known.ts";
import { after, dutyOf } from "../helpers/state.ts";
import { hostileState } from "./hostile.ts";

const SIZES = [
  [160, 45],
  [120, 40],
  [80, 24],
  [60, 15],
  [59, 14],
  [40, 10],
] as const;
const plain = createTheme({ depth: "none", ground: "dark", ascii: false });
const color = createTheme({ depth: "truecolor", ground: "dark", ascii: false });

function frame(state: CockpitState, columns: number, rows: number, theme: Theme = plain): string {
  return renderFrame({ state, panels, commands, columns, rows, theme });
}

const overlays: readonly (readonly [string, readonly CockpitEvent[]])[] = [
  ["panels", []],
  ["zoom", [{ type: "zoomed", on: true }]],
  [
    "timeline",
    [
      { type: "panel.focused", panel: "timeline" },
      { type: "zoomed", on: true },
    ],
  ],
  [
    "detail",
    [{ type: "overlay.opened", overlay: { type: "detail", checkId: "opsmantik/deploy0", scroll: 0, raw: false } }],
  ],
  [
    "raw",
    [{ type: "overlay.opened", overlay: { type: "detail", checkId: "opsmantik/deploy2", scroll: 0, raw: true } }],
  ],
  ["palette", [{ type: "overlay.opened", overlay: { type: "palette", text: "漢", index: 1 } }]],
  ["filter", [{ type: "overlay.opened", overlay: { type: "filter", panel: "deploy", text: "x".repeat(200) } }]],
  ["help", [{ type: "overlay.opened", overlay: { type: "help", text: "", scroll: 3 } }]],
  ["system", [{ type: "overlay.opened", overlay: { type: "system", index: 3 } }]],
  ["log", [{ type: "overlay.opened", overlay: { type: "log", scroll: 0 } }]],
  ["leave", [{ type: "overlay.opened", overlay: { type: "leave", button: 1 } }]],
  [
    "frozen",
    [
      { type: "frozen", on: true },
      { type: "notice.shown", text: "漢字".repeat(100) },
    ],
  ],
];

const hostile = hostileState();
const troubled = incident();

it.each(SIZES)("is never wider or higher than %d×%d, whatever the names are", (columns, rows) => {
  const few = columns === 160 || columns === 60 || columns === 59 ? overlays.slice(0, 2) : overlays;
  for (const [name, events] of few) {
    const lines = frame(after(hostile, ...events), columns, rows).split("\n");
    expect(lines.length, name).toBeLessThanOrEqual(rows);
    for (const line of lines) expect(widthOf(line), `${name}: ${line}`).toBeLessThanOrEqual(columns);
    expect(lines.join(""), name).not.toMatch(/\p{Cc}/u);
  }
});

it.each(SIZES)("neither wraps nor scrolls in a terminal of %d×%d", async (columns, rows) => {
  const terminal = new Terminal({ cols: columns, rows, allowProposedApi: true, convertEol: true });
  const drawn = frame(hostile, columns, rows, color);
  await new Promise<void>((resolve) => terminal.write(drawn, resolve));
  expect(terminal.buffer.active.baseY).toBe(0);
  const wrapped = Array.from({ length: rows }, (_, y) => terminal.buffer.active.getLine(y)?.isWrapped);
  expect(wrapped).not.toContain(true);
  terminal.dispose();
});

it.each(SIZES)("keeps environment, counts, mode and duties at %d×%d", (columns, rows) => {
  const duty = dutyOf({ openedAt: 0 });
  const [one = "", two = ""] = frame(after(troubled, { type: "duties.changed", duties: [duty] }), columns, rows).split(
    "\n",
  );
  expect(one).toMatch(/^ PROD {3,4}✘ ?7/);
  expect(`${one}${two}`).toMatch(/1 (OPEN )?DUTY/);
  if (columns >= 60 && rows >= 15) expect(one).toContain("READ-ONLY");
});

it.each(SIZES.slice(0, 4))("reads the same words without colour at %d×%d", (columns, rows) => {
  const mono = createTheme({ depth: "mono", ground: "dark", ascii: false });
  const bare = (text: string): string => stripVTControlCharacters(text).replaceAll(/ +$/gm, "");
  const wanted = bare(frame(troubled, columns, rows));
  expect(bare(frame(troubled, columns, rows, color))).toBe(wanted);
  expect(bare(frame(troubled, columns, rows, mono))).toBe(wanted);
});

it("names the key of each thing an operator needs at 60×15", () => {
  expect(frame(troubled, 60, 15).split("\n").at(-1)).toBe(
    " 1-6 panel enter detail r runbooks : command ? help q leave ".trimEnd(),
  );
});

it.each([
  [55, 18],
  [40, 12],
  [200, 10],
  [30, 3],
] as const)("says how much room it needs at %d×%d", (columns, rows) => {
  const [header, words] = frame(troubled, columns, rows).split("\n");
  expect(header).toMatch(/^ PROD/);
  expect(words?.trim()).toBe(`needs 60×15, is ${columns}×${rows}`);
});

it("has only its header where there is no second line", () => {
  expect(frame(troubled, 40, 1).trim().split("\n")).toHaveLength(1);
});

it("says everything in ASCII", () => {
  const theme = createTheme({ depth: "none", ground: "dark", ascii: true });
  for (const [, events] of overlays)
    for (const [columns, rows] of SIZES.slice(1, 3))
      expect(frame(after(troubled, ...events), columns, rows, theme)).toMatch(/^[ -~\n]*$/);
});

it("reads like this at 80×24", () => {
  const text = frame(after(troubled, { type: "panel.focused", panel: "watchtower" }), 80, 24);
  expect(text.replaceAll(/\d\d:\d\d/g, "00:00")).toMatchInlineSnapshot(`
    " PROD   ✘7  ▲6 ?3 ○2 ●45  om▲ pb✘ tb✘ js▲           oncall  READ-ONLY  00:00:20
    ─ 1 Deploy ───────── ▲1 ?1 ○1 ●6 +4 ok │─ 2 Sync ─────────────── ✘1 ▲1 ●8 +5 ok
     ● om app        c1d30b4 master = expe…│ ● om ingest      queued, era B
     ● om deployment dpl_8KxQ2 READY 2h = …│ ● om sessions 60m    1,204     ▂▆▆▁▃▇▄▄
     ○ pb server     stale, was v1.8.2   9m│ ● om publish…ils 15m     0     ▁▁▁▁▁▁▁▁
     ? tb bot        0.9.4, but publishes  │ ✘ pb stream ticket  503
          no commit                        │      STREAM_TICKET_STORAGE_UNAVAILABLE
     ▲ js worker     rc-13 88e01fd ≠ rc-14 │ ▲ pb client      degraded, was synced
    ━ 3 Watchtower ━━━━ ✘2 ▲1 ?1 ●10 +9 ok │─ 4 Queues ──────────────── ▲1 ●9 +5 ok
    ›● om watchtower  WATCHTOWER_OK, …  15s│ ▲ om QStash DLQ         12 messages,
     ? om gclid 3h    — not counted: its d…│      was 4 an hour ago
     ✘ pb ready       503 readyCause redis │ ● om QStash …livered    31     ▁▃▇▄▁▅▇▄
     ✘ pb redis       reconnecting, 41     │ ● om sync_dlq            0     ▁▁▁▁▁▁▁▁
          checks failed, 6m                │ ● om redis rate keys 1,842     ▄▇▃▁▆▆▂▄
     ▲ pb realtime    local-fallback SUBSC…│ ● tb public.…publish     4 created
    ─ 5 Circuits ─────── ✘3 ▲1 ?1 ●5 +5 ok │─ 6 Stuck ─────────── ✘1 ▲1 ○1 ●7 +5 ok
     ✘ pb vps proxy   open, 38 opens/min   │ ● om undelivered > 1h     0    ▁▁▁▁▁▁▁▁
     ✘ pb rejects          174 /min        │ ● om drifted partitions   0    ▁▁▁▁▁▁▁▁
     ✘ pb dominant cause  upstream_5xx     │ ✘ tb public.post.publish  3 failed:
          +212/min                         │      Missing Access (50001)
     ▲ js heartbeat stale  0.31 > 0.25, 3:…│ ○ tb cron dispatch  stale, was ev…   9m
     ? js retry success  0 of 0 retries: n…│ ▲ js no heartbeat         4 of 13 runs
     00:00 ✘ pb/redis               reconnecting, 41 checks failed, 6m
     1-6 panel  enter detail  r runbooks  / filter  : command  ? help  q leave"
  `);
});

it.each([...SIZES, [60, 15] as const, [50, 10] as const])("says that the store is away at %d×%d", (columns, rows) => {
  const leader = { name: "alice", pid: 4711, host: "fra", far: true, write: { environment: "lab", until: 1e15 } };
  const following = after(troubled, { type: "leader.changed", leader });
  const away = after(following, { type: "store.changed", away: troubled.now - 65_000 });
  const [one = ""] = frame(away, columns, rows).split("\n");
  expect(one).toContain(columns >= 50 ? "STORE AWAY 1:05" : "STORE AWAY");
  // What the leader may do since is not known.
  expect(one).not.toContain("WRITE");
  if (columns >= 80) expect(one).toContain("FOLLOWED alice@fra");
  const back = after(away, { type: "store.changed", away: undefined });
  expect(frame(back, columns, rows)).not.toContain("AWAY");
});

it.each(SIZES)("says whom it follows at %d×%d", (columns, rows) => {
  const leader = { name: "alice", pid: 4711, host: "bastion" };
  const [one = ""] = frame(after(troubled, { type: "leader.changed", leader }), columns, rows).split("\n");
  if (columns >= 60 && rows >= 15) expect(one).toContain("FOLLOWING alice");
  expect(one).not.toContain("READ-ONLY");
});
