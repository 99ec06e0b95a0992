import type { RunQuestion } from "../../core/run-question.ts";
import type { RunView } from "../../core/run-view.ts";
import type { CockpitStore } from "../../store/store.ts";

interface Act {
  readonly view: RunView | undefined;
  readonly question: RunQuestion | undefined;
}

const EMPTY: Act = { view: undefined, question: undefined };

/** What of runs is on the screen: a restore goes before the run, until it has ended and is put away. */
export class Stage {
  readonly #store: CockpitStore;
  #run = EMPTY;
  #restore: RunView | undefined;

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

  say(text: string): void {
    this.#store.dispatch({ type: "notice.shown", text });
  }

  /** Takes off what has ended. */
  putAway(): void {
    if (this.#restore?.closed) this.#restore = undefined;
    else if (this.#run.view?.closed) this.#run = EMPTY;
    this.#draw();
  }

  #draw(): void {
    const { view, question } = this.#restore ? { view: this.#restore, question: undefined } : this.#run;
    const shown = this.#store.getState();
    if (shown.run !== view) this.#store.dispatch({ type: "run.shown", view });
    if (shown.question !== question) this.#store.dispatch({ type: "run.asked", question });
  }
}
