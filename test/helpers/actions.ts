import type { Actions } from "../../src/commands/command.ts";
import type { Desk } from "../../src/commands/desk.ts";

const said = (parts: readonly unknown[]): string =>
  parts.map((part) => (typeof part === "string" ? part : JSON.stringify(part))).join(" ");

/** A desk that only writes down what it is asked for. */
export function fakeDesk(calls: string[] = []): Desk {
  const call =
    (name: string) =>
    async (...parts: readonly unknown[]): Promise<void> =>
      void calls.push(said([name, ...parts]).trim());
  return {
    start: call("start"),
    goOn: call("goOn"),
    abandon: call("abandon"),
    confirm: call("confirm"),
    readBack: call("readBack"),
    done: call("done"),
    cannot: call("cannot"),
    again: call("again"),
    decide: call("decide"),
    putAway: call("putAway"),
    restore: call("restore"),
    unlock: call("unlock"),
    lock: call("lock"),
    openIncident: call("openIncident"),
    continueIncident: call("continueIncident"),
    nameIncident: call("nameIncident"),
    closeIncident: call("closeIncident"),
    note: call("note"),
    keepUpdate: call("keepUpdate"),
    keepReading: call("keepReading"),
  };
}

/** Actions that do nothing but write down what was asked for. */
export function fakeActions(calls: string[] = [], over: Partial<Actions> = {}): Actions {
  return {
    runNow: (ids) => void calls.push(`run ${ids.join(" ")}`),
    breakFault: async (id) => void calls.push(`break ${id}`),
    healFault: async (id) => void calls.push(`heal ${id}`),
    tick: () => undefined,
    copy: (text) => void calls.push(`copy ${text}`),
    saveFrame: async (frame) => `/tmp/${frame.split("\n").length}-lines`,
    suspend: () => void calls.push("suspend"),
    quit: () => void calls.push("quit"),
    giveLead: () => calls.push("give the lead") > 0,
    desk: fakeDesk(calls),
    ...over,
  };
}
