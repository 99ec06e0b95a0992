import { actionKinds } from "../../actions/index.ts";
import type { Duty } from "../../core/duty.ts";
import type { JournalWriter } from "../../journal/journal.ts";
import { adoptDuty } from "../../runbooks/adopt-duty.ts";
import { type Found, findMarks } from "../../runbooks/find-marks.ts";
import { markPlaces } from "../../runbooks/mark-places.ts";
import type { Runbook } from "../../runbooks/parse-runbook.ts";
import type { CliContext } from "../context.ts";
import { knownMarks } from "../find-duties.ts";
import type { OpenedConfig } from "../open-config.ts";
import { handsOf } from "../run-ports.ts";
import type { Session } from "../session.ts";

export interface MarksParts {
  readonly config: OpenedConfig;
  readonly session: Session;
  readonly context: CliContext;
  /** The state directory, whose journals tell which marks are our own. */
  readonly state: string;
}

export interface Searched {
  /** Breaks that no journal here tells of. */
  readonly duties: readonly Duty[];
  /** What could not be searched, in words. */
  readonly unsearched: readonly string[];
  /** Some of it could have been: it was asked, and did not answer. */
  readonly failed: boolean;
}

/** Opens an incident, or gives the one that is open. Throws JournalError. */
export interface Beginning {
  begin(title: string, environment: string, systems: readonly string[]): JournalWriter;
}

/** Looks at targets for marks of duties that no journal here has, and adopts one. */
export class Marks {
  readonly #parts: MarksParts;
  readonly #stop = new AbortController();
  #found = new Map<string, Found>();
  #runbooks: readonly Runbook[] = [];

  constructor(parts: MarksParts) {
    this.#parts = parts;
  }

  /** The runbooks whose steps tell where marks are left, and how what they tell of is restored. */
  offer(runbooks: readonly Runbook[]): void {
    this.#runbooks = runbooks;
  }

  /** Searches wherever these runbooks leave marks. Never rejects. */
  async search(): Promise<Searched> {
    const { config, session, context, state } = this.#parts;
    const { bindings } = config;
    const places = markPlaces(this.#runbooks, bindings, actionKinds);
    const before = await knownMarks(state);
    const { clients } = session;
    const seen = await findMarks(places, { clients, clock: context.clock, bindings, stop: this.#stop.signal });
    // What was restored meanwhile may have been read just before.
    const known = new Set([...before, ...(await knownMarks(state))]);
    const foreign = seen.found.filter(({ duty }) => !known.has(duty.found?.mark ?? ""));
    this.#found = new Map(foreign.map((found) => [found.duty.id, found]));
    return {
      duties: foreign.map(({ duty }) => duty),
      unsearched: seen.unsearched.map(({ system, why }) => `${system} was not searched for breaks of others: ${why}`),
      failed: seen.unsearched.some(({ kind }) => kind !== "config"),
    };
  }

  /**
   * A duty that a journal here has, as it is; a break of others once it is written into a journal.
   * Rejects when it was not found by this process, and with JournalError.
   */
  async owned(duty: Duty, journals: Beginning): Promise<Duty> {
    if (!duty.found) return duty;
    const { config, session, context } = this.#parts;
    const { id, title, system, environment } = duty;
    const found = this.#found.get(id);
    const bindings = config.bindings.get(system);
    if (!found || !bindings) throw new Error(`${id} was not found by this opsdeck: restore it where it was found`);
    const journal = journals.begin(`found: ${title}`, environment, [system]);
    const hands = handsOf(session, bindings, context);
    return adoptDuty(found, { journal, bindings, hands, clock: context.clock, pace: config.pace });
  }

  /** Ends a search that is under way. */
  close(): void {
    this.#stop.abort();
  }
}
