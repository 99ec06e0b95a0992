import { leaderWords } from "../../store/leader-words.ts";
import type { CockpitStore } from "../../store/store.ts";
import type { CliContext } from "../context.ts";
import type { Passing } from "../desk/pass-lead.ts";
import { journalOptions } from "../journal-options.ts";
import type { OpenedConfig } from "../open-config.ts";
import type { Session } from "../session.ts";
import { type FarLeader, LEASE_MS, NOBODY, TeamLink } from "./link.ts";

export interface CockpitTeam {
  /** With the lease's number, and with how to keep other bastions from restoring a duty. */
  readonly context: CliContext;
  /**
   * Begins what only the leader of a state directory does: speaks for it in the store. `after` another cockpit led here, or
   * not. Returns how to end that.
   */
  led(after: boolean): () => void;
  /** Call it right before the lead is given to another cockpit of this bastion. */
  gives(): void;
  /** Leaves the lead to another bastion; false when there is none to leave. */
  give(): boolean;
  /** Resolves when all has been said. */
  closed(): Promise<void>;
}

export interface TeamPlace {
  readonly config: Pick<OpenedConfig, "store">;
  readonly session: Pick<Session, "store" | "vault">;
  readonly flags: { readonly state?: string | undefined; readonly as?: string | undefined };
  readonly context: CliContext;
  readonly log: (text: string) => void;
  /** Told when it is known whether this bastion leads, and right before it leaves the lead to another. */
  readonly passes: (how: Passing) => void;
  /** Told that another bastion leads, or that none does. */
  readonly follow: (far: boolean) => void;
  readonly brought: () => void;
}

/** The part of a cockpit in the store that its settings name; without one, nothing is shared. */
export function openTeam(place: TeamPlace): CockpitTeam {
  const { config, session, flags, context, log, passes, brought } = place;
  const { store: address } = config;
  const { store, vault } = session;
  const options = journalOptions(flags, context, vault.redact);
  let link: TeamLink | undefined;
  let ending = Promise.resolve();
  return {
    context: {
      ...context,
      fence: () => link?.fence,
      claim: async (duty) => (await link?.claim(duty)) ?? (() => undefined),
    },
    gives: () => passes("given"),
    led(after) {
      if (!address) {
        if (after) passes("taken");
        return () => undefined;
      }
      const told = leaderTeller(place, after);
      const { state, host, by, clock, redact } = options;
      link = new TeamLink({
        url: () => vault.reveal(address),
        ...{ state, host, by, clock, redact },
        leaseMs: LEASE_MS,
        mayLead: true,
        leader: told,
        away: (since) => store.dispatch({ type: "store.changed", away: since }),
        brought,
        tell(text) {
          log(text);
          store.dispatch({ type: "notice.shown", text: redact(text) });
        },
      });
      link.start();
      return () => {
        const ended = link;
        link = undefined;
        place.follow(false);
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

/** Tells screen and desk who leads, each change once. `after` another cockpit led here, or not. */
function leaderTeller({ session, passes, follow }: TeamPlace, after: boolean) {
  let leads: boolean | undefined = after ? false : undefined;
  return (leader: FarLeader | undefined): void => {
    show(session.store, leader);
    // It is nobody for a moment only: nothing is lost yet, and nothing taken.
    if (leader === NOBODY) return;
    const led = leads;
    leads = leader === undefined;
    follow(!leads);
    if (led !== leads) passes(passing(led, leads));
  };
}

function passing(led: boolean | undefined, leads: boolean): Passing {
  if (!leads) return "lost";
  return led === undefined ? "leads" : "taken";
}

type Leader = ReturnType<CockpitStore["getState"]>["leader"];

function show(store: CockpitStore, leader: Leader): void {
  const before = store.getState().leader;
  if (leader?.pid === before?.pid && leader?.host === before?.host) return;
  store.dispatch({ type: "leader.changed", leader: leader && { ...leader, far: true } });
  const text = leader
    ? `${leaderWords({ ...leader, far: true })}: this bastion looks for itself, and only restores`
    : "this bastion leads";
  store.dispatch({ type: "notice.shown", text });
}
