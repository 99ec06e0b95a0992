import type { ReplayDesk } from "../../commands/replay-commands.ts";
import type { Clock } from "../../core/clock.ts";
import type { Recording } from "../../recording/recording.ts";
import { isOfTheView, spanOf, stateAt } from "../../recording/replay.ts";
import type { CockpitState } from "../../store/state.ts";
import { type CockpitStore, storeOf } from "../../store/store.ts";

const TURN_MS = 100;
const SEEK_MS = 30_000;
const FASTEST = 64;

/** Plays a recording into a store. What the viewer does to the screen stays theirs: recorded moves of it then wait. */
export class Player implements ReplayDesk {
  readonly store: CockpitStore;
  /** Time as the recording has it. */
  readonly clock: Clock;
  readonly #recording: Recording;
  readonly #real: Clock;
  readonly #inner: CockpitStore;
  readonly #span: { readonly from: number; readonly to: number };
  #next = 0;
  /** Where the recording was, and what the real clock said then. */
  #base: { readonly at: number; readonly mono: number };
  #speed = 1;
  #paused = false;
  #ownView = false;

  constructor(recording: Recording, first: CockpitState, real: Clock) {
    this.#recording = recording;
    this.#real = real;
    this.#span = spanOf(recording);
    this.#base = { at: this.#span.from, mono: real.mono() };
    this.#inner = storeOf(first);
    const { listen, subscribe, getState, getInitialState } = this.#inner;
    this.store = { listen, subscribe, getState, getInitialState, dispatch: (event) => this.#byViewer(event) };
    this.clock = { now: () => this.#now(), mono: () => real.mono(), after: (ms, fn) => real.after(ms, fn) };
    this.#tell();
  }

  /** Goes on until the returned function is called. */
  start(): () => void {
    let cancel = (): void => undefined;
    const turn = (): void => {
      this.#advance();
      cancel = this.#real.after(TURN_MS, turn);
    };
    turn();
    return () => cancel();
  }

  readonly toggle = (): void =>
    this.#change(() => {
      this.#paused = !this.#paused;
    });
  readonly faster = (): void =>
    this.#change(() => {
      this.#speed = Math.min(FASTEST, this.#speed * 2);
    });
  readonly slower = (): void =>
    this.#change(() => {
      this.#speed = Math.max(1, this.#speed / 2);
    });
  readonly back = (): void => this.#seek(this.#now() - SEEK_MS);
  readonly forth = (): void => this.#seek(this.#now() + SEEK_MS);

  #byViewer(event: Parameters<CockpitStore["dispatch"]>[0]): void {
    if (isOfTheView(event)) this.#ownView = true;
    this.#inner.dispatch(event);
  }

  #now(): number {
    const { at, mono } = this.#base;
    const passed = this.#paused ? 0 : (this.#real.mono() - mono) * this.#speed;
    return Math.min(this.#span.to, at + passed);
  }

  /** Speed and pause count from now on. */
  #change(change: () => void): void {
    const at = this.#now();
    change();
    this.#base = { at, mono: this.#real.mono() };
    this.#tell();
  }

  #seek(to: number): void {
    const at = Math.min(this.#span.to, Math.max(this.#span.from, to));
    this.#base = { at, mono: this.#real.mono() };
    const state = stateAt(this.#recording, at);
    if (!state) return;
    const view = this.#ownView ? this.#inner.getState().view : undefined;
    this.#inner.dispatch({ type: "replay.sought", state, view });
    this.#inner.dispatch({ type: "ticked", now: at });
    const { moments } = this.#recording;
    const later = moments.findIndex((moment, index) => index > 0 && moment.at > at);
    this.#next = later === -1 ? moments.length : later;
  }

  #advance(): void {
    const { moments } = this.#recording;
    const now = this.#now();
    for (let moment = moments[this.#next]; moment && moment.at <= now; moment = moments[this.#next]) {
      this.#next++;
      const view = this.#ownView ? this.#inner.getState().view : undefined;
      if (moment.kind === "state") this.#inner.dispatch({ type: "replay.sought", state: moment.state, view });
      if (moment.kind !== "event" || (this.#ownView && isOfTheView(moment.event))) continue;
      this.#inner.dispatch({ type: "ticked", now: moment.at });
      this.#inner.dispatch(moment.event);
    }
  }

  #tell(): void {
    const { incident } = this.#recording;
    const replay = { incident, ...this.#span, speed: this.#speed, paused: this.#paused };
    this.#inner.dispatch({ type: "replay.changed", replay });
  }
}
