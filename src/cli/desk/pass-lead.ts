import type { JournalOptions } from "../../journal/journal.ts";
import { readIncidents } from "../../journal/read-incidents.ts";
import type { CockpitStore } from "../../store/store.ts";
import { newestOpen, offerLeft } from "../newest-open.ts";
import type { OpenedConfig } from "../open-config.ts";
import { showInterrupted } from "./interrupted.ts";
import type { Journals } from "./journals.ts";
import type { Stage } from "./stage.ts";
import type { WriteLocker } from "./write-lock.ts";

/**
 * `leads`: nobody else does, from the start. `taken`, `given`: of another cockpit, to another. `lost`: another bastion has
 * it, which this one may not have known while it was cut off.
 */
export type Passing = "leads" | "taken" | "given" | "lost";

export interface PassParts {
  readonly store: CockpitStore;
  readonly config: Pick<OpenedConfig, "systems">;
  readonly options: JournalOptions;
  readonly journals: Journals;
  readonly locker: WriteLocker;
  readonly stage: Stage;
  readonly log: (text: string) => void;
  /** Stops the run between two lines of its journal; resolves with whether there was one. */
  readonly stopRun: () => Promise<boolean>;
}

/**
 * Who leads writes the newest open incident and goes on with runs that were left; who does not any more locks, stops its run
 * and gives the incident away. Both are in the journal. Never rejects.
 */
export async function passLead(how: Passing, parts: PassParts): Promise<void> {
  try {
    await (how === "leads" || how === "taken" ? take(how, parts) : leave(how, parts));
  } catch (error) {
    parts.log(`the incident does not say who leads: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function take(how: "leads" | "taken", { store, config, options, journals, stage }: PassParts): Promise<void> {
  const { incidents } = await readIncidents(options.state);
  const [left] = showInterrupted(incidents, store, config);
  if (how === "leads") {
    const still = journals.current ? undefined : offerLeft(incidents, store);
    if (still !== undefined && !left) stage.say(still);
    return;
  }
  const open = newestOpen(incidents);
  if (open) await journals.continue(open.id).append({ type: "lead.taken", pid: process.pid });
  if (left) stage.say(`you lead now. R goes on with what was interrupted: ${left.title}`);
}

async function leave(how: "given" | "lost", { store, journals, locker, stage, stopRun }: PassParts): Promise<void> {
  store.dispatch({ type: "runs.interrupted", runs: [] });
  locker.lock();
  if (how === "given") await journals.current?.append({ type: "lead.given" });
  else if (await stopRun()) {
    stage.leave();
    stage.say("another bastion leads now: the run here has stopped, and goes on there");
  }
  journals.leave();
}
