import { isDeepStrictEqual } from "node:util";
import type { Bindings } from "../../config/load-config.ts";
import type { LiveExpectation } from "../../core/run-view.ts";
import type { Incident } from "../../journal/read-incidents.ts";
import { seenHere, type Wanted } from "../../runbooks/meet.ts";
import type { Runbook } from "../../runbooks/parse-runbook.ts";
import type { Looks } from "../../runbooks/ports.ts";
import { toldRun } from "../../runbooks/told-run.ts";
import type { CockpitStore } from "../../store/store.ts";
import type { CliContext } from "../context.ts";
import { incidentOf } from "../desk/show-incident.ts";
import type { Led } from "../live/show-live.ts";
import { FarJournals } from "./far-journals.ts";

const TURN_MS = 1000;

export interface FarParts {
  readonly store: CockpitStore;
  /** The state directory. */
  readonly state: string;
  readonly clock: CliContext["clock"];
  readonly pace: number;
  readonly looks: Looks;
  readonly runbooks: () => readonly Runbook[];
  readonly bindings: ReadonlyMap<string, Bindings>;
  readonly led: Led;
}

/**
 * While another bastion leads: its incident and its run on this screen, as its lines on this disk tell them. What is waited for
 * is told by this bastion's own looks. Nothing is asked of the leader, nothing is written.
 */
export class FarView {
  readonly #parts: FarParts;
  readonly #journals: FarJournals;
  #follows = false;
  #cancel = (): void => undefined;
  #looking = false;
  /** Lines came while it looked. */
  #again = false;
  /** Runs that were seen before they ended: their end is news. */
  readonly #seen = new Set<string>();
  #waited: { readonly key: string; readonly readAt: number; readonly live: LiveExpectation } | undefined;

  constructor(parts: FarParts) {
    this.#parts = parts;
    this.#journals = new FarJournals(parts.state);
  }

  /** Begins when another bastion leads, and ends when it does not: then nothing of it is shown as if it went on. */
  follow(far: boolean): void {
    if (far === this.#follows) return;
    this.#follows = far;
    this.#later(0);
    if (far) return;
    this.#cancel();
    this.#parts.led.run(undefined);
    this.#parts.led.incident(undefined);
  }

  /** Looks at once: lines of other bastions have come. */
  look(): void {
    if (this.#follows) this.#later(0);
  }

  #later(ms: number): void {
    this.#cancel();
    this.#cancel = this.#parts.clock.after(ms, () => void this.#turn());
  }

  async #turn(): Promise<void> {
    this.#again = this.#looking;
    if (this.#looking) return;
    this.#looking = true;
    await this.#show();
    this.#looking = false;
    if (this.#follows) this.#later(this.#again ? 0 : TURN_MS);
  }

  async #show(): Promise<void> {
    const incident = await this.#journals.newestOpen();
    if (!this.#follows) return;
    const { led } = this.#parts;
    led.incident(incident && this.#shown(incident));
    led.run(incident && this.#run(incident));
    this.#tellWrite(incident);
  }

  /** The same one stays the same object. */
  #shown({ id, entries }: Incident) {
    const { store, clock } = this.#parts;
    const before = store.getState().incident;
    const now = incidentOf(id, entries, before?.openedAt ?? clock.now());
    return isDeepStrictEqual(before, now) ? before : now;
  }

  #run(incident: Incident) {
    const { pace, runbooks, bindings } = this.#parts;
    const opened = incident.entries.findLast((entry) => entry.type === "run.opened" && entry.dryRun !== true);
    if (opened?.type !== "run.opened") return undefined;
    const { run, runbook, system } = opened;
    const steps = runbooks()
      .find(({ head }) => head.runbook === runbook)
      ?.steps.map(({ step }) => step);
    const expect = (wanted: Wanted): LiveExpectation | undefined => this.#expect(`${run} ${wanted.begun}`, wanted);
    const told = { incident: incident.id, run, entries: incident.entries, steps, bindings: bindings.get(system), pace };
    const view = toldRun({ ...told, expect });
    if (!view || (view.closed && !this.#seen.has(run))) return undefined;
    this.#seen.add(run);
    const { storeAway } = this.#parts.store.getState();
    if (storeAway === undefined || view.closed) return view;
    const { expectation: _, waitUntil: __, ...known } = view;
    return { ...known, doing: "the store is away: what became of it since is not known here" };
  }

  /** Judged once a reading: a look that was made twice proves nothing more. */
  #expect(key: string, wanted: Wanted): LiveExpectation | undefined {
    const { store, looks, clock, pace } = this.#parts;
    const plan = looks.plan(wanted.check);
    const check = store.getState().checks[wanted.check];
    if (!plan || !check) return undefined;
    const reading = check.history.at(-1);
    const before = this.#waited?.key === key ? this.#waited : undefined;
    const isNew = before === undefined || (reading?.at ?? 0) > before.readAt;
    const live = isNew ? seenHere(wanted, reading, { clock, pace, looks, plan }, before?.live) : before.live;
    this.#waited = { key, readAt: reading?.at ?? 0, live };
    return check.nextAt === undefined ? live : { ...live, nextLookAt: check.nextAt };
  }

  #tellWrite(incident: Incident | undefined): void {
    const { store, clock } = this.#parts;
    const { leader } = store.getState();
    if (!leader?.far) return;
    // An unlock is of a process: whoever leads after it has none.
    const last = incident?.entries.findLast(({ type }) => /^((un)?locked|lead\.\w+)$/.test(type));
    const until = last?.type === "unlocked" ? Date.parse(last.until) : 0;
    const write =
      last?.type === "unlocked" && until > clock.now() ? { environment: last.environment, until } : undefined;
    if (write?.until === leader.write?.until) return;
    const { write: _, ...bare } = leader;
    store.dispatch({ type: "leader.changed", leader: write ? { ...bare, write } : bare });
  }
}
