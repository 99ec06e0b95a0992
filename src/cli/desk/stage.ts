import type { RunQuestion } from "../../core/run-question.ts";
import type { RunView } from "../../core/run-view.ts";
import type { CockpitStore } from "../../store/store.ts";

interface Act {
  readonly view: RunView | undefined;
  readonly question: RunQuestion | undefined;
}

const EMPTY: Act = { view: undefined, question: undefined };

/** What of runs is on the screen: a restore goes before the run, until it has ended and is put away; both before the leader's. */
export class Stage {
  readonly #store: CockpitStore;
  #run = EMPTY;
  #restore: RunView | undefined;
  #led: RunView | undefined;
  /** The leader's run that ended and was put away here. */
  #seenOff: string | undefined;

  constructor(store: CockpitStore) {
    this.#store = store;
  }

  showRun(view: RunView): void {
    this.#run = { ...this.#run, view };
    this.#draw();
  }

  ask(question: RunQuestion | undefined): void {
    this.#run = { ...this.#run, question };
    this.#draw();
  }

  showRestore(view: RunView): void {
    this.#restore = view;
    this.#draw();
  }

  /** What the leader runs, while this cockpit follows. */
  showLed(view: RunView | undefined): void {
    this.#led = view;
    if (view && this.#run.view?.closed) this.#run = EMPTY;
    this.#draw();
  }

  /** Leaves the run to another bastion. */
  leave(): void {
    this.#run = EMPTY;
    this.#draw();
  }

  say(text: string): void {
    this.#store.dispatch({ type: "notice.shown", text });
  }

  /** Takes off what has ended. */
  putAway(): void {
    if (this.#restore?.closed) this.#restore = undefined;
    else if (this.#run.view) this.#run = this.#run.view.closed ? EMPTY : this.#run;
    else if (this.#led?.closed) this.#seenOff = this.#led.run;
    this.#draw();
  }

  #draw(): void {
    const { view, question } = this.#act();
    const shown = this.#store.getState();
    if (shown.run !== view) this.#store.dispatch({ type: "run.shown", view });
    if (shown.question !== question) this.#store.dispatch({ type: "run.asked", question });
  }

  #act(): Act {
    if (this.#restore) return { view: this.#restore, question: undefined };
    if (this.#run.view) return this.#run;
    const led = this.#led?.run === this.#seenOff ? undefined : this.#led;
    return { view: led, question: this.#run.question };
  }
}
