import { afterEach, beforeEach, expect, it } from "vitest";
import { panels } from "../../panels/index.ts";
import { AT_ONCE } from "../../src/commands/form.ts";
import type { CheckPlan } from "../../src/core/plan.ts";
import type { Lab } from "../../src/store/state.ts";
import { type CockpitStore, createCockpitStore } from "../../src/store/store.ts";
import { Host } from "../../src/ui/host.tsx";
import { createTheme } from "../../src/ui/theme/theme.ts";
import { fakeActions } from "../helpers/actions.ts";
import { FakeClock } from "../helpers/fake-clock.ts";
import { incidentPlans, incidentRound } from "../helpers/incident.ts";
import { commands, panelIds } from "../helpers/known.ts";
import { screen, type TestScreen } from "../helpers/screen.tsx";
import { planOf, readingOf, systems } from "../helpers/state.ts";

const ENTER = "\r";
const ESC = "\u001b";
const TAB = "\t";
const CTRL_C = "\u0003";
const theme = createTheme({ depth: "256", ground: "dark", ascii: false });
const fault = { id: "opsmantik/qstash-token", title: "QSTASH_TOKEN is wrong", system: "opsmantik", on: false };

let calls: string[] = [];
let ui: TestScreen | undefined;
let clock: FakeClock;
let store: CockpitStore;

beforeEach(() => {
  calls = [];
  clock = new FakeClock();
});
afterEach(() => ui?.close());

interface Options {
  readonly size?: readonly [number, number];
  readonly plans?: readonly CheckPlan[];
  readonly lab?: Lab;
}

async function open({ size = [80, 24], plans = incidentPlans(), lab }: Options = {}): Promise<TestScreen> {
  const environment = { name: "production" };
  const start = {
    panels: panelIds,
    plans,
    systems,
    now: clock.now(),
    operator: "oncall",
    environment,
    ...(lab && { lab }),
  };
  store = createCockpitStore(start);
  for (const event of incidentRound(1, clock.now())) store.dispatch(event);
  const host = { store, panels, commands, actions: fakeActions(calls), theme, clock };
  ui = await screen(<Host {...host} />, ...size);
  return ui;
}

it("focuses, zooms, moves, opens the detail and comes back", async () => {
  const at = await open();
  await at.press("2");
  expect(at.text()).toContain("━ 2 Sync");
  await at.press("2");
  expect(at.lines()[2]).toMatch(/^ 3 Watchtower|^›|^ 1 Deploy/);
  await at.press("jj");
  expect(at.text()).toMatch(/›● om publish fails 15m/);
  await at.press(ENTER);
  expect(at.text()).toContain("┏ opsmantik / publish fails 15m");
  await at.press(ESC);
  await at.press(ESC);
  expect(at.text()).toContain("─ 1 Deploy");
});

it("shows why a key does nothing", async () => {
  const at = await open();
  await at.press("r");
  expect(at.lines().at(-1)).toContain("no runbook is there");
  await at.press("W");
  expect(at.lines().at(-1)).toContain("already read-only");
});

it("filters while typing, keeps it on enter, drops it on esc", async () => {
  const at = await open({ size: [120, 40] });
  await at.press("/");
  for (const letter of "edge") await at.press(letter);
  expect(at.text()).toMatch(/1 Deploy \/edge 1 of 9/);
  await at.press(ENTER);
  expect(at.text()).toContain("om edge");
  expect(at.text()).not.toContain("om deployment");
  await at.press(ESC);
  expect(at.text()).toContain("om deployment");
});

it("freezes the frame while the data goes on", async () => {
  const at = await open();
  await at.press(" ");
  for (const event of incidentRound(2, clock.now())) store.dispatch(event);
  const reading = readingOf("opsmantik/app", { seq: 3, at: clock.now(), verdict: "fail", summary: "wrong commit" });
  store.dispatch({ type: "check.read", reading, nextAt: undefined, epoch: 1 });
  await clock.advance(12_000);
  await at.settle();
  expect(at.lines()[0]).toContain("FROZEN 0:10");
  expect(at.text()).not.toContain("wrong commit");
  await at.press(" ");
  expect(at.text()).toContain("wrong commit");
});

it("asks twice before a look that can page people", async () => {
  const at = await open({ plans: [planOf("opsmantik/watchtower", { effect: "notifies" }), planOf("opsmantik/app")] });
  await at.press("c");
  expect(calls).toEqual([]);
  expect(at.lines().at(-1)).toContain("can page people: c again");
  await at.press("c");
  expect(calls).toEqual(["run opsmantik/watchtower"]);
  await at.press("j");
  await at.press("c");
  expect(calls).toEqual(["run opsmantik/watchtower", "run opsmantik/app"]);
});

it("copies and saves what is seen", async () => {
  const at = await open();
  await at.press("y");
  expect(calls).toEqual(["copy production opsmantik/app OK: c1d30b4 master = expected"]);
  await at.press("S");
  expect(at.lines().at(-1)).toBe(" saved: /tmp/24-lines");
});

it("leaves by the dialog, whose first button stays", async () => {
  const at = await open();
  await at.press("q");
  expect(at.text()).toContain("[ Stay ]");
  await clock.advance(400);
  await at.press(ENTER);
  expect(calls).toEqual([]);
  expect(at.text()).not.toContain("[ Stay ]");
  await at.press("q");
  await clock.advance(400);
  await at.press(TAB);
  await at.press(ENTER);
  expect(calls).toEqual(["quit"]);
});

it("asks on the second ctrl-c and leaves on the third", async () => {
  const at = await open();
  await at.press(CTRL_C);
  expect(at.lines().at(-1)).toContain("ctrl-c again");
  await at.press(CTRL_C);
  expect(at.text()).toContain("[ Stay ]");
  expect(calls).toEqual([]);
  await at.press(CTRL_C);
  expect(calls).toEqual(["quit"]);
});

it("suspends by ctrl-z", async () => {
  const at = await open();
  await at.press("\u001a");
  expect(calls).toEqual(["suspend"]);
});

async function openDialog(): Promise<TestScreen> {
  const at = await open({ lab: { pace: 15, faults: [fault] } });
  await at.press(":");
  for (const letter of "break") await at.press(letter);
  await at.press(ENTER);
  expect(at.text()).toContain("[ Cancel ]");
  return at;
}

it("breaks nothing by enter alone", async () => {
  const at = await openDialog();
  await clock.advance(400);
  await at.press(ENTER);
  expect(at.text()).not.toContain("[ Cancel ]");
  expect(calls).toEqual([]);
});

it("takes enter only 300 ms after the dialog was painted", async () => {
  const at = await openDialog();
  await at.press(TAB);
  expect(at.text()).toContain("[ Break ]");
  await clock.advance(299);
  await at.press(ENTER);
  expect(calls).toEqual([]);
  await clock.advance(300);
  await at.press(ENTER);
  expect(calls).toEqual(["break opsmantik/qstash-token"]);
  expect(at.lines().at(-1)).toContain("broken: QSTASH_TOKEN is wrong");
});

it("presses nothing by an enter that is held down, however long", async () => {
  const at = await openDialog();
  await at.press(TAB);
  for (let repeat = 0; repeat < 40; repeat++) {
    await clock.advance(33);
    await at.press(ENTER);
  }
  expect(calls).toEqual([]);
  await clock.advance(300);
  await at.press(ENTER);
  expect(calls).toEqual(["break opsmantik/qstash-token"]);
});

it("drops keys that were typed before the dialog was painted, and pastes", async () => {
  const at = await openDialog();
  await clock.advance(400);
  await at.press("\u001b[200~\t\r\u001b[201~");
  await at.press(`${TAB}${ENTER}`);
  await at.press("\t\t\r");
  expect(calls).toEqual([]);
  expect(at.text()).toContain("[ Cancel ]");
});

it("types a paste where text is wanted and never presses enter with it", async () => {
  const at = await open();
  await at.press("\u001b[200~qqq\r:\u001b[201~");
  expect(at.lines().at(-1)).toBe(` ${AT_ONCE}`);
  await at.press(":");
  await at.press("\u001b[200~copy the row\r\u001b[201~");
  expect(at.text()).toContain(": copy the row");
  expect(calls).toEqual([]);
});

it("takes a few keys that a slow line brought together, but no dialog is answered by them", async () => {
  const at = await open({ lab: { pace: 15, faults: [fault] } });
  await at.press("3\r");
  expect(at.text()).toContain("Why");
  await at.press("\u001b");
  await at.press("q\t\r");
  expect(at.text()).toContain("[ Stay ]");
  expect(calls).toEqual([]);
  await at.press("\u001b");
  await at.press("cwerty");
  expect(at.lines().at(-1)).toBe(` ${AT_ONCE}`);
});

it("takes one move that is held over a slow line, however many came together, and no other text", async () => {
  const at = await open();
  await at.press("2");
  const first = at.text();
  await at.press("j".repeat(60));
  expect(at.lines().at(-1)).not.toContain("pasted");
  expect(at.text()).not.toBe(first);
  await at.press("c".repeat(60));
  expect(at.lines().at(-1)).toBe(` ${AT_ONCE}`);
  await at.press(`${"j".repeat(30)}k`);
  expect(at.lines().at(-1)).toBe(` ${AT_ONCE}`);
  expect(calls).toEqual([]);
});

it("opens the palette from a detail, too, and types into it", async () => {
  const at = await open();
  await at.press(ENTER);
  expect(at.text()).toContain("Why");
  await at.press(":");
  await at.press("freeze");
  expect(at.text()).toContain(": freeze▏");
});

it("chooses one system and says so", async () => {
  const at = await open();
  await at.press("s");
  await at.press("jj");
  await at.press(ENTER);
  expect(at.lines()[0]).toContain("only pb");
  expect(at.text()).not.toContain("deployment");
});

it("draws anew after the terminal changed its size", async () => {
  const at = await open({ size: [120, 40] });
  await at.resize(60, 15);
  expect(at.lines()[1]).toMatch(/^›1 Deploy/);
  expect(at.scrolled()).toBe(0);
  await at.resize(40, 10);
  expect(at.text()).toMatch(/^ PROD/);
  await at.resize(160, 45);
  expect(at.text()).toContain("╭ 6 Stuck");
});
