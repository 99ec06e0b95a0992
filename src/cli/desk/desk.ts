import { randomUUID } from "node:crypto";
import { unlockable } from "../../commands/forms.ts";
import { busy } from "../../commands/param-forms.ts";
import { stoppedWords } from "../../core/change-guard.ts";
import type { Typed } from "../../core/run-question.ts";
import type { JournalOptions, JournalWriter } from "../../journal/journal.ts";
import { readingEntry } from "../../journal/reading-entry.ts";
import type { Runbook } from "../../runbooks/parse-runbook.ts";
import { leaderWords } from "../../store/leader-words.ts";
import { cannotDecide } from "../../store/select-run.ts";
import type { CliContext } from "../context.ts";
import type { Led } from "../live/show-live.ts";
import type { Marks } from "../marks/marks.ts";
import type { OpenedConfig } from "../open-config.ts";
import { type Job, jobOf } from "../run-job.ts";
import { runParams } from "../run-params.ts";
import type { Session } from "../session.ts";
import { abandonRun, dropInterrupted, interruptedRun, tellRestored } from "./interrupted.ts";
import { Journals, type Record } from "./journals.ts";
import { mustSay } from "./must-say.ts";
import type { OpenedDesk } from "./opened-desk.ts";
import { type Passing, passLead } from "./pass-lead.ts";
import { Restores } from "./restores.ts";
import { type Decision, RunWork } from "./run-work.ts";
import { Stage } from "./stage.ts";
import { standingOf } from "./standing.ts";
import { WriteLocker } from "./write-lock.ts";

export interface DeskParts {
  readonly session: Session;
  readonly config: OpenedConfig;
  readonly context: CliContext;
  /** Reads the runbooks and offers them in the store. */
  readonly read: () => Promise<readonly Runbook[]>;
  readonly options: JournalOptions;
  readonly person: string;
  readonly log: (text: string) => void;
  readonly record?: Record;
  /** A break of others that is restored here becomes a duty of an incident here. */
  readonly marks: Pick<Marks, "owned">;
}

/** Where the cockpit's runs live: at most one run and one restore at a time. */
export function openDesk(parts: DeskParts): OpenedDesk {
  return new CockpitDesk(parts);
}

class CockpitDesk implements OpenedDesk {
  readonly #parts: DeskParts;
  readonly #journals: Journals;
  readonly #locker: WriteLocker;
  readonly #stage: Stage;
  #work: RunWork | undefined;
  readonly #restores: Restores;
  #runbooks: readonly Runbook[] = [];

  constructor(parts: DeskParts) {
    const { store } = parts.session;
    this.#parts = parts;
    this.#journals = new Journals(parts.options, store, parts.record);
    this.#locker = new WriteLocker(store, parts.context.clock);
    this.#stage = new Stage(store);
    this.#restores = new Restores({ ...parts, journals: this.#journals, stage: this.#stage, failed: this.#failed });
  }

  async offer(): Promise<void> {
    this.#runbooks = await this.#parts.read();
  }

  get runbooks(): readonly Runbook[] {
    return this.#runbooks;
  }

  readonly led: Led = {
    run: (view) => this.#stage.showLed(view),
    incident: (open) => this.#journals.showLed(open),
  };

  resume(incident: string): void {
    this.#journals.continue(incident);
  }

  async leadPassed(how: Passing): Promise<void> {
    const { session, config, options, log } = this.#parts;
    await passLead(how, {
      store: session.store,
      config,
      options,
      journals: this.#journals,
      locker: this.#locker,
      stage: this.#stage,
      log,
      stopRun: this.#stopRun,
    });
  }

  /** Resolves with whether a run was stopped. */
  readonly #stopRun = async (): Promise<boolean> => {
    const work = this.#work;
    if (!work || work.ended) return false;
    work.stop();
    await work.left;
    this.#work = undefined;
    return true;
  };

  async start(id: string, typed: Typed): Promise<void> {
    const { drift } = await import("../drift.ts");
    this.#mustBeIdle();
    const runbook = this.#runbook(id);
    const wrong = this.#parts.config.pace === 1 ? drift(runbook, this.#parts.config) : [];
    if (wrong[0]) throw new Error(`${wrong[0].file}:${wrong[0].line}: ${wrong[0].message}`);
    const pairs = Object.entries(typed).map(([name, value]) => `${name}=${value}`);
    const job = this.#job(runbook, runParams(runbook.head, pairs));
    const { title, runbook: name } = runbook.head;
    const { system, environment, params } = job;
    const journal = this.#journals.begin(title, environment, [system]);
    const run = `R-${randomUUID().slice(0, 8)}`;
    await journal.append({ type: "run.opened", run, runbook: name, system, environment, title, params: { ...params } });
    this.#run(job, journal, run);
  }

  async goOn(run: string, typed: Typed): Promise<void> {
    this.#mustBeIdle();
    const { store } = this.#parts.session;
    const { incident, runbook, elsewhere } = interruptedRun(store, run);
    if (elsewhere && typed.words !== stoppedWords(elsewhere)) throw new Error(`type "${stoppedWords(elsewhere)}"`);
    const job = this.#job(this.#runbook(runbook), {});
    const journal = this.#journals.continue(incident);
    tellRestored(store, journal);
    const { restored } = interruptedRun(store, run);
    if (restored !== undefined) throw new Error(`${restored} was restored meanwhile: this run can only be aborted`);
    await journal.append({ type: "run.resumed", run });
    dropInterrupted(store, run);
    this.#run(job, journal, run);
  }

  async abandon(run: string): Promise<void> {
    await abandonRun(this.#parts.session.store, run, this.#journals);
  }

  async confirm(question: string, typed: Typed): Promise<void> {
    await this.#running().questions.agree(question, typed);
  }

  async readBack(question: string, reply: string): Promise<void> {
    await this.#running().questions.readBack(question, reply);
  }

  async done(question: string, typed: Typed): Promise<void> {
    this.#running().questions.done(question, typed);
  }

  async cannot(question: string, reason: string): Promise<void> {
    this.#running().questions.decline(question, mustSay(reason));
  }

  async again(): Promise<void> {
    const { questions } = this.#running();
    if (questions.settle({ do: "again" }) || (await questions.askAnew())) return;
    throw new Error("the step has not failed");
  }

  async decide(decision: Decision["do"], reason: string): Promise<void> {
    const work = this.#running();
    const why = cannotDecide(this.#parts.session.store.getState());
    if (why !== undefined) throw new Error(why);
    work.decide({ do: decision, reason: mustSay(reason) });
  }

  async putAway(): Promise<void> {
    this.#stage.putAway();
    if (this.#work?.ended) this.#work = undefined;
  }

  restore(id: string, typed: Typed): Promise<void> {
    return this.#restores.begin(id, typed);
  }

  async unlock(environment: string): Promise<void> {
    const { store } = this.#parts.session;
    const state = store.getState();
    if (state.leader) throw new Error(`${leaderWords(state.leader)}: unlock there`);
    if (!unlockable(state).includes(environment))
      throw new Error(`${environment} is no environment that can be unlocked`);
    const systems = state.systems.filter((system) => system.environment === environment).map(({ id }) => id);
    const journal = this.#journals.begin(`writing unlocked in ${environment}`, environment, systems);
    await this.#locker.unlock(environment, journal);
    store.dispatch({ type: "notice.shown", text: `${environment} is unlocked for 15 minutes: W locks it` });
  }

  async lock(): Promise<void> {
    this.#locker.lock();
  }

  async openIncident(typed: Typed): Promise<void> {
    const { systems, environment } = this.#parts.session.store.getState();
    this.#journals.begin(
      mustSay(typed.title ?? ""),
      environment.name,
      systems.map(({ id }) => id),
      standingOf(typed, undefined),
    );
  }

  async continueIncident(): Promise<void> {
    const { left } = this.#parts.session.store.getState();
    if (!left) throw new Error("no incident was left open");
    this.resume(left.id);
  }

  async nameIncident(typed: Typed): Promise<void> {
    const { incident } = this.#parts.session.store.getState();
    await this.#journals.rename(mustSay(typed.title ?? ""), standingOf(typed, incident));
  }

  async closeIncident(): Promise<void> {
    if (this.#work && !this.#work.ended) throw new Error("a runbook runs in it");
    this.#locker.lock();
    await this.#journals.end();
  }

  async note(text: string): Promise<void> {
    await this.#incident().append({ type: "note", text: mustSay(text) });
  }

  async keepUpdate(text: string): Promise<void> {
    await this.#incident().append({ type: "note", text: mustSay(text), update: true });
    this.#journals.retell();
  }

  async keepReading(checkId: string): Promise<void> {
    const last = this.#parts.session.store.getState().checks[checkId]?.history.at(-1);
    if (!last) throw new Error("nothing was read there yet");
    await this.#incident().append({ type: "reading", reading: readingEntry(last) });
  }

  async close(): Promise<void> {
    this.#work?.stop();
    await Promise.allSettled([this.#work?.left, this.#restores.end()]);
    this.drop();
  }

  drop(): void {
    try {
      this.#locker.lock();
    } finally {
      this.#journals.close();
    }
  }

  #run(job: Job, journal: JournalWriter, run: string): void {
    const { options, person } = this.#parts;
    this.#work = new RunWork({ job, journal, run, state: options.state, person, stage: this.#stage });
    void this.#work.run().catch(this.#failed);
  }

  readonly #failed = (error: unknown): void => {
    this.#parts.log(`a run ended unexpectedly: ${error instanceof Error ? error.message : String(error)}`);
  };

  #mustBeIdle(): void {
    const why = busy(this.#parts.session.store.getState());
    if (why !== undefined) throw new Error(why);
  }

  #running(): RunWork {
    if (!this.#work || this.#work.ended) throw new Error("no runbook runs");
    return this.#work;
  }

  #incident(): JournalWriter {
    const { current } = this.#journals;
    if (!current) throw new Error("no incident is open here: i opens one");
    return current;
  }

  #runbook(id: string): Runbook {
    const found = this.#runbooks.find(({ head }) => head.runbook === id);
    if (!found) throw new Error(`there is no runbook ${id}`);
    return found;
  }

  #job(runbook: Runbook, params: Job["params"]): Job {
    const { config, context, session } = this.#parts;
    return jobOf({ runbook, params, config, context }, session);
  }
}
