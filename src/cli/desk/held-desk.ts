import type { Desk } from "../../commands/desk.ts";
import { type Deed, heldBack } from "../../core/change-guard.ts";

/**
 * A desk that may stand in front of a room: what is not done there is refused by the function that its dialog has asked. A
 * change is judged where it is confirmed; what restores, looks again or adds to the record goes on.
 */
export function heldDesk(desk: Desk, presenting: () => boolean): Desk {
  const held =
    <A extends readonly unknown[]>(deed: Deed, act: (...given: A) => Promise<void>) =>
    async (...given: A): Promise<void> => {
      const why = heldBack(deed, presenting());
      if (why !== undefined) throw new Error(why);
      await act(...given);
    };
  return {
    start: held("start", (runbook, typed) => desk.start(runbook, typed)),
    goOn: held("go-on", (run, typed) => desk.goOn(run, typed)),
    abandon: held("go-on", (run) => desk.abandon(run)),
    confirm: (question, typed) => desk.confirm(question, typed),
    readBack: held("change", (question, reply) => desk.readBack(question, reply)),
    done: held("manual", (question, typed) => desk.done(question, typed)),
    cannot: held("cannot", (question, reason) => desk.cannot(question, reason)),
    again: () => desk.again(),
    decide: held("decide", (decision, reason) => desk.decide(decision, reason)),
    putAway: () => desk.putAway(),
    restore: held("restore", (duty, typed) => desk.restore(duty, typed)),
    unlock: held("unlock", (environment) => desk.unlock(environment)),
    lock: () => desk.lock(),
    openIncident: held("incident", (typed) => desk.openIncident(typed)),
    continueIncident: held("incident", () => desk.continueIncident()),
    nameIncident: held("incident", (typed) => desk.nameIncident(typed)),
    closeIncident: held("incident", () => desk.closeIncident()),
    note: held("note", (text) => desk.note(text)),
    keepUpdate: held("update", (text) => desk.keepUpdate(text)),
    keepReading: (check) => desk.keepReading(check),
  };
}
