import fc from "fast-check";
import { expect, it } from "vitest";
import type { CommandContext } from "../../src/commands/command.ts";
import { guardedDialog } from "../../src/commands/scope.ts";
import type { Tier } from "../../src/core/action.ts";
import type { CockpitEvent } from "../../src/store/state.ts";
import { createCockpitStore } from "../../src/store/store.ts";
import { type KeyDesk, onKey, onPaste, onPiece } from "../../src/ui/on-key.ts";
import { fakeActions } from "../helpers/actions.ts";
import { commands, panelIds } from "../helpers/known.ts";
import { confirmAsk, offer, runningState, unlocked } from "../helpers/run.ts";
import { dutyOf, systems, T0 } from "../helpers/state.ts";

/** What a hand, a clipboard, a slow line or a buffer can do. */
type Move =
  | { readonly does: "key" | "paste" | "piece"; readonly text: string }
  /** The frame is painted, and `ms` pass. */
  | { readonly does: "see"; readonly ms: number };

const WORDS = "production break-token";
const keys = ["enter", "tab", "shift+tab", "esc", "space", "up", "down", "left", "right", "backspace"];
const common = ["enter", "tab"].map((text): Move => ({ does: "key", text }));
const letters = [..."0123456789abcdefghijklmnopqrstuvwxyzRWC[]:/?", "ctrl+c", "ctrl+d"];
const key = fc.constantFrom(...keys, ...keys, ...letters).map((text): Move => ({ does: "key", text }));
const whole = [WORDS, `${WORDS}\r`, "STALE", "\t\r", "\r", "\r\t\r", "y\r"];
const paste = fc.constantFrom(...whole).map((text): Move => ({ does: "paste", text }));
const piece = fc.constantFrom(...whole.slice(1)).map((text): Move => ({ does: "piece", text }));
const see = fc.constantFrom(0, 100, 299, 300, 5000).map((ms): Move => ({ does: "see", ms }));
const moves = fc.array(
  fc.oneof({ weight: 6, arbitrary: key }, { weight: 5, arbitrary: fc.constantFrom(...common) }, paste, piece, {
    weight: 3,
    arbitrary: see,
  }),
  {
    maxLength: 12,
  },
);

/** A cockpit without a terminal: `seen` is when the open dialog was painted. */
function cockpit(tier: Tier, ...more: readonly CockpitEvent[]) {
  const { plans, events } = runningState(confirmAsk({ tier }));
  const store = createCockpitStore({
    panels: panelIds,
    plans,
    systems,
    runbooks: [offer],
    now: T0,
    operator: "oncall",
    environment: { name: "production" },
  });
  for (const event of [
    ...events,
    unlocked,
    { type: "duties.changed", duties: [dutyOf({ run: "R1" })] } as const,
    ...more,
  ])
    store.dispatch(event);
  const calls: string[] = [];
  let clock = 0;
  let enters = { last: Number.NEGATIVE_INFINITY, held: false };
  let seen: { readonly dialog: string; readonly at: number } | undefined;
  const age = (): number => (seen && seen.dialog === guardedDialog(store.getState()) ? clock - seen.at : -1);
  const context = (): CommandContext => ({
    state: store.getState(),
    dispatch: store.dispatch,
    actions: fakeActions(calls),
    commands,
    frame: () => "",
    mostScroll: () => 3,
  });
  const desk: KeyDesk = {
    store,
    commands,
    context,
    flush: () => undefined,
    answered: () => (age() < 0 ? "unseen" : age() >= 300 ? "seen" : "early"),
    heldEnter: () => enters.held,
  };
  const see = (ms: number): void => {
    const dialog = guardedDialog(store.getState());
    if (dialog !== seen?.dialog) seen = dialog === undefined ? undefined : { dialog, at: clock };
    clock += ms;
  };
  const hands = {
    key: (text: string) => {
      if (text === "enter") enters = { last: clock, held: clock - enters.last < 300 };
      onKey(desk, text);
    },
    paste: (text: string) => onPaste(desk, text),
    piece: (text: string) => onPiece(desk, text),
  };
  return {
    calls,
    age,
    dialog: () => guardedDialog(store.getState()),
    state: store.getState,
    play: (move: Move): void => (move.does === "see" ? see(move.ms) : hands[move.does](move.text)),
  };
}

/** What changes a system. Starting, deciding, unlocking and notes do not. */
const changes = (calls: readonly string[]): readonly string[] =>
  calls.filter((call) => /^(confirm|restore|done|break|heal)/.test(call));

const settings = { numRuns: 3000 };

it.each([2, 3] as const)("no 12 keys, pastes or type-ahead make a change of tier %d", (tier) => {
  let opened = 0;
  fc.assert(
    fc.property(moves, (sequence) => {
      const at = cockpit(tier);
      for (const move of sequence) {
        at.play(move);
        if (at.dialog()?.includes('"change"')) opened += 1;
      }
      expect(changes(at.calls).filter((call) => call.startsWith("confirm"))).toEqual([]);
    }),
    settings,
  );
  expect(opened).toBeGreaterThan(1000);
});

it("a change of tier 1, and a restore, are made by enter on a button that another key chose, in a dialog that was seen", () => {
  let made = 0;
  fc.assert(
    fc.property(moves, (sequence) => {
      const at = cockpit(1);
      let chosen: string | undefined;
      for (const move of sequence) {
        const before = { dialog: at.dialog(), age: at.age(), changed: changes(at.calls).length };
        at.play(move);
        if (changes(at.calls).length > before.changed) {
          made += 1;
          expect(move).toEqual({ does: "key", text: "enter" });
          expect(before.age).toBeGreaterThanOrEqual(300);
          expect(before.dialog).toBeDefined();
          expect(chosen).toBe(before.dialog);
        }
        if (move.does === "key" && /^(shift\+)?tab$|^(up|down|left|right)$/.test(move.text) && before.age >= 0)
          chosen = before.dialog;
      }
    }),
    settings,
  );
  expect(made).toBeGreaterThan(10);
});

it("in front of a room nothing is changed, unless a key has left that view", () => {
  fc.assert(
    fc.property(moves, (sequence) => {
      const at = cockpit(1, { type: "presented", as: "shown" });
      for (const move of sequence) {
        const presenting = at.state().view.presenting !== undefined;
        const before = at.calls.length;
        at.play(move);
        const made = at.calls
          .slice(before)
          .filter((call) => !/^(run|copy|lock|again|putAway|keepReading|suspend|quit|give)/.test(call));
        if (presenting) expect(made.filter((call) => !/^(restore|note)/.test(call))).toEqual([]);
      }
    }),
    settings,
  );
});

it("in front of a room a duty is restored", async () => {
  const at = cockpit(1, { type: "presented", as: "shown" });
  for (const text of ["R", "enter"]) at.play({ does: "key", text });
  for (const ms of [0, 400]) at.play({ does: "see", ms });
  for (const text of ["tab", "enter"]) at.play({ does: "key", text });
  await Promise.resolve();
  expect(at.calls).toEqual(["restore D7-1 {}"]);
});

it("the full dialog does: seen, the reason, the words, enter to the button, enter on it", async () => {
  const at = cockpit(3);
  const hand = async (...texts: readonly string[]): Promise<void> => {
    for (const text of texts) {
      at.play({ does: "key", text });
      await Promise.resolve();
    }
  };
  await hand("enter");
  at.play({ does: "see", ms: 0 });
  at.play({ does: "see", ms: 400 });
  await hand(
    "shift+tab",
    ..."alone at night"
      .replaceAll(" ", "_")
      .split("")
      .map((letter) => (letter === "_" ? "space" : letter)),
    "tab",
  );
  await hand(...WORDS.split("").map((letter) => (letter === " " ? "space" : letter)), "enter");
  await hand("enter");
  expect(at.calls).toEqual([]);
  at.play({ does: "see", ms: 300 });
  await hand("enter");
  expect(at.calls).toEqual([`confirm Q1 {"solo":"alone at night","words":"${WORDS}"}`]);
});
