import type { JournalOptions } from "../../journal/journal.ts";
import type { CockpitStore } from "../../store/store.ts";
import type { OpenedConfig } from "../open-config.ts";
import type { Session } from "../session.ts";
import { LEASE_MS, TeamLink } from "./link.ts";

export interface CockpitTeam {
  /** The number by which this cockpit leads all bastions of the store. */
  fence(): number | undefined;
  /** Keeps other bastions from restoring a duty, see `TeamLink`. */
  claim(duty: string): Promise<() => void>;
  /** Begins what only the leader of a state directory does: speaks for it in the store. Returns how to end that. */
  lead(): () => void;
  /** Leaves the lead to another bastion; false when there is none to leave. */
  give(): boolean;
  /** Resolves when all has been said. */
  closed(): Promise<void>;
}

export interface TeamPlace {
  readonly config: Pick<OpenedConfig, "store">;
  readonly session: Pick<Session, "store" | "vault">;
  readonly options: JournalOptions;
  readonly log: (text: string) => void;
  /** Told when this bastion has the lead after another had it, and right before it leaves the lead to another. */
  readonly passes: (how: "taken" | "given") => void;
}

/** The part of a cockpit in the store that its settings name; without one, nothing is shared. */
export function openTeam({ config, session, options, log, passes }: TeamPlace): CockpitTeam {
  const { store: address } = config;
  const { store, vault } = session;
  let link: TeamLink | undefined;
  let ending = Promise.resolve();
  return {
    fence: () => link?.fence,
    claim: async (duty) => (await link?.claim(duty)) ?? (() => undefined),
    lead() {
      if (!address) return () => undefined;
      const { state, host, by, clock, redact } = options;
      link = new TeamLink({
        url: () => vault.reveal(address),
        ...{ state, host, by, clock, redact },
        leaseMs: LEASE_MS,
        mayLead: true,
        leader: (leader) => show(store, leader, passes),
        tell(text) {
          log(text);
          store.dispatch({ type: "notice.shown", text: redact(text) });
        },
      });
      link.start();
      return () => {
        const ended = link;
        link = undefined;
        ending = ending.then(() => ended?.end());
      };
    },
    give() {
      if (link?.fence === undefined) return false;
      passes("given");
      void link.give();
      return true;
    },
    closed: () => ending,
  };
}

type Leader = ReturnType<CockpitStore["getState"]>["leader"];

function show(store: CockpitStore, leader: Leader, passes: TeamPlace["passes"]): void {
  const before = store.getState().leader;
  if (leader?.pid === before?.pid && leader?.host === before?.host) return;
  store.dispatch({ type: "leader.changed", leader });
  const text = leader
    ? `${leader.name} on ${leader.host} leads: this bastion looks for itself, and changes nothing but what it restores`
    : "this bastion leads";
  store.dispatch({ type: "notice.shown", text });
  if (!leader) passes("taken");
}
