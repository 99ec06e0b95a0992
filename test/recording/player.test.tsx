import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { panels } from "../../panels/index.ts";
import { Player } from "../../src/cli/incident/player.ts";
import { replayCommands } from "../../src/commands/replay-commands.ts";
import { parseRecording, RECORDING } from "../../src/recording/recording.ts";
import { stateAt } from "../../src/recording/replay.ts";
import { Host } from "../../src/ui/host.tsx";
import { createTheme } from "../../src/ui/theme/theme.ts";
import { fakeActions } from "../helpers/actions.ts";
import { FakeClock } from "../helpers/fake-clock.ts";
import { newState } from "../helpers/journal.ts";
import { commands } from "../helpers/known.ts";
import { screen, type TestScreen } from "../helpers/screen.tsx";
import { T0 } from "../helpers/state.ts";
import { live, minute } from "./live-incident.ts";

let ui: TestScreen | undefined;
let stop = (): void => undefined;
afterEach(() => {
  stop();
  ui?.close();
});

/** A replay of the minute on a screen, and the calls that it made of the machine. */
async function open() {
  const cockpit = live(newState());
  for (const event of minute()) cockpit.store.dispatch(event);
  cockpit.stop();
  const recording = parseRecording(readFileSync(join(cockpit.journal.folder, RECORDING), "utf8"));
  const first = recording && stateAt(recording, 0);
  if (!recording || !first) throw new Error("no recording");
  const clock = new FakeClock();
  const player = new Player(recording, first, clock);
  const calls: string[] = [];
  const actions = fakeActions(calls);
  const table = replayCommands(commands, player);
  const theme = createTheme({ depth: "none", ground: "dark", ascii: false });
  const host = { store: player.store, panels, commands: table, actions, theme, clock: player.clock };
  ui = await screen(<Host {...host} />, 100, 30);
  stop = player.start();
  const at = ui;
  const pass = async (ms: number): Promise<void> => {
    await clock.advance(ms);
    await at.settle();
  };
  return { at, pass, player, calls, now: () => player.store.getState().now - T0 };
}

test("plays, pauses and goes on; every frame says that it is a replay", async () => {
  const { at, pass, player } = await open();
  expect(at.text()).toMatch(/ REPLAY INC-0001 {2}0:00 of 1:00 {2}×1/);
  await pass(4000);
  expect(player.store.getState().view.focus).toBe("sync");
  await at.press(" ");
  expect(at.text()).toContain("PAUSED");
  await pass(30_000);
  expect(player.store.getState().duties).toEqual([]);
  await at.press(" ");
  await pass(2000);
  expect(player.store.getState().duties).toHaveLength(1);
});

test("speed and seeking, to both ends", async () => {
  const { at, pass, player } = await open();
  await at.press("+");
  await at.press("+");
  await pass(6000);
  expect(player.store.getState().duties).toHaveLength(1);
  await at.press("[");
  expect(player.store.getState().duties).toEqual([]);
  await at.press("]");
  await at.press("]");
  expect(at.text()).toContain("1:00 of 1:00  ×4");
  await at.press("-");
  expect(at.text()).toContain("×2");
  await pass(60_000);
  expect(at.text()).toContain("1:00 of 1:00");
});

test("the viewer's own look at the screen stays, also over a seek", async () => {
  const { at, pass, player } = await open();
  await at.press("4");
  await pass(10_000);
  expect(player.store.getState().view.focus).toBe("queues");
  await at.press("]");
  await at.press("[");
  expect(player.store.getState().view.focus).toBe("queues");
});

test("no key looks at a system or changes one", async () => {
  const { at, calls } = await open();
  for (const key of ["c", "c", "C", "r", "R", "w", "W", "i", "e", "m"]) await at.press(key);
  expect(calls).toEqual([]);
  await at.press("q");
  expect(calls).toEqual(["quit"]);
});
