import { createHash } from "node:crypto";
import { hostname } from "node:os";
import { join } from "node:path";
import type { Duty } from "../../core/duty.ts";
import type { CheckPlan } from "../../core/plan.ts";
import { codeOf } from "../../journal/error-code.ts";
import { type Holder, lockHolder, takeLock } from "../../journal/lock.ts";
import { type Modes, makeFolder, modesOf } from "../../journal/modes.ts";
import type { CliContext } from "../context.ts";
import { personWords } from "../person.ts";
import type { Session } from "../session.ts";
import { hearLive } from "./hear-live.ts";
import { type LiveServer, serveLive } from "./serve-live.ts";
import { forgetLed, type Led, lastReading, showLive } from "./show-live.ts";

const TURN_MS = 1000;
/** How long a lead that was given away is left to the one it was given to. */
const STAND_BACK_MS = 5000;
const NOBODY: Holder = { pid: 0, start: "", host: "", by: "nobody", since: "" };

export interface LeadParts {
  readonly session: Session;
  /** The state directory. */
  readonly state: string;
  readonly flags: { readonly as?: string | undefined };
  readonly context: CliContext;
  readonly log: (text: string) => void;
  /** False: it only ever follows, also when nobody leads. */
  readonly mayLead: boolean;
  readonly led: Led;
  /** Shows the breaks of others that the leader has found. */
  readonly found?: (duties: readonly Duty[]) => void;
  readonly team?: {
    /** Begins what only a leader does, `after` another led or not; returns how to end it. */
    led(after: boolean): () => void;
    /** Told right before the lead is given away. */
    gives(): void;
  };
}

/**
 * Of the cockpits that look at the same checks in one state directory the first looks, and the others show what it tells
 * them, until it ends or gives the lead away and one of them takes over.
 */
export async function leadOrFollow(parts: LeadParts): Promise<Pick<Lead, "give" | "end">> {
  const lead = new Lead(parts);
  const { clock } = parts.context;
  const later = (): void => {
    if (!lead.ended) lead.cancel = clock.after(TURN_MS, () => void lead.turn().finally(later));
  };
  await lead.turn();
  later();
  return lead;
}

class Lead {
  readonly #parts: LeadParts;
  #release: (() => void) | undefined;
  #server: LiveServer | undefined;
  #hush: (() => void) | undefined;
  #rest = (): void => undefined;
  #turning = false;
  /** Monotonic ms before which it does not take the lead. */
  #notBefore = 0;
  cancel = (): void => undefined;
  ended = false;

  constructor(parts: LeadParts) {
    this.#parts = parts;
  }

  async turn(): Promise<void> {
    if (this.ended || this.#turning) return;
    this.#turning = true;
    try {
      await (this.#release === undefined ? this.#seek() : this.#parts.session.takeTicks());
    } finally {
      this.#turning = false;
    }
  }

  /** Gives the lead to the one who follows longest, and follows; false when nobody would take it. */
  give(): boolean {
    if (!this.#release || !this.#server?.give()) return false;
    this.#parts.team?.gives();
    this.#parts.session.scheduler.pause();
    this.#notBefore = this.#parts.context.clock.mono() + STAND_BACK_MS;
    this.#resign();
    return true;
  }

  end(): void {
    this.ended = true;
    this.cancel();
    this.#hush?.();
    this.#resign();
  }

  #resign(): void {
    this.#rest();
    this.#rest = () => undefined;
    this.#server?.close();
    this.#server = undefined;
    this.#release?.();
    this.#release = undefined;
  }

  async #seek(): Promise<void> {
    const { mayLead, context } = this.#parts;
    const tried = tryLead(this.#parts, mayLead && context.clock.mono() >= this.#notBefore);
    if (!tried.taken) return this.#follow(tried.holder, tried.place);
    this.#release = tried.release;
    this.#hush?.();
    this.#hush = undefined;
    await this.#take(tried.place);
  }

  async #take(place: Place | undefined): Promise<void> {
    const { session, context, log } = this.#parts;
    const { store, scheduler, restore } = session;
    const followed = store.getState().leader !== undefined;
    if (followed) {
      forgetLed(store, this.#parts.led);
      store.dispatch({ type: "leader.changed", leader: undefined });
    }
    this.#rest = this.#parts.team?.led(followed) ?? this.#rest;
    await restore();
    if (this.ended) return;
    scheduler.start({ before: (id) => lastReading(store, id) });
    if (!place) return;
    try {
      const server = await serveLive({ path: place.path, mode: place.modes.file, store, clock: context.clock });
      // It may have ended or been given away meanwhile.
      if (this.#release === undefined) server.close();
      else this.#server = server;
    } catch (error) {
      log(`${place.path} cannot be opened (${codeOf(error)}): nobody can follow this cockpit`);
    }
  }

  #follow(holder: Holder, place: Place | undefined): void {
    const { session, log, mayLead, led } = this.#parts;
    present(this.#parts, holder);
    if (!place || holder === NOBODY) return;
    this.#hush ??= hearLive(place.path, mayLead, {
      hear: (message) => {
        if (message.type === "given") this.#given(message.toYou);
        else if (message.type === "found") this.#parts.found?.(message.duties);
        else showLive(session.store, led, message);
      },
      ended: (why) => {
        this.#hush = undefined;
        forgetLed(session.store, led);
        if (!why.startsWith("cannot be heard")) log(`the leader ${why}`);
        void this.turn();
      },
    });
  }

  /** Who gives the lead away lets it go right after this, and hangs up. */
  #given(toThis: boolean): void {
    this.#notBefore = toThis ? 0 : this.#parts.context.clock.mono() + STAND_BACK_MS;
    if (toThis) this.#parts.log("the lead is given to this cockpit");
  }
}

interface Place {
  readonly path: string;
  readonly modes: Modes;
}
type Tried = { readonly place: Place | undefined } & (
  | { readonly taken: true; readonly release: () => void }
  | { readonly taken: false; readonly holder: Holder }
);

/** A state directory that cannot be written to has no lead to give: each cockpit looks for itself, as far as floors let it. */
function tryLead({ session, state, flags, context, log, mayLead }: LeadParts, mayTake: boolean): Tried {
  try {
    const modes = modesOf(state);
    const folder = join(state, "leads");
    makeFolder(folder, modes);
    const name = nameOf(session.plans);
    const host = hostname();
    const place = { path: join(folder, `${name}.sock`), modes };
    if (!mayTake) return { taken: false, holder: lockHolder({ folder, name }, host) ?? NOBODY, place };
    const owner = { host, by: personWords(flags, context), now: context.clock.now() };
    return { ...takeLock({ folder, name, modes }, owner), place };
  } catch (error) {
    if (!mayLead) throw error;
    log(`${state} cannot be written (${codeOf(error)}): other cockpits do not see this one`);
    return { taken: true, release: () => undefined, place: undefined };
  }
}

/** Those who look at the same checks of the same targets, and only they, share a lead. */
function nameOf(plans: readonly CheckPlan[]): string {
  const looks = plans.map(({ id, target }) => `${id} ${target}`).toSorted();
  return createHash("sha256").update(looks.join("\n")).digest("hex").slice(0, 12);
}

/** Says whom this cockpit follows, when that has changed. */
function present({ session: { store }, log }: LeadParts, { by, pid, host }: Holder): void {
  const known = store.getState().leader;
  const name = by.replace(/ uid=.*$/, "");
  if (known?.pid === pid && known.host === host && known.name === name) return;
  store.dispatch({ type: "leader.changed", leader: { name, pid, host } });
  const text =
    pid === NOBODY.pid
      ? "nobody leads here: nothing is looked at until a cockpit is started"
      : `follows process ${pid} of ${name}: this cockpit looks at nothing itself`;
  store.dispatch({ type: "notice.shown", text });
  log(text);
}
