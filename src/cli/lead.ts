import { createHash } from "node:crypto";
import { hostname } from "node:os";
import { join } from "node:path";
import type { CheckPlan } from "../core/plan.ts";
import type { Reading } from "../core/reading.ts";
import { codeOf } from "../journal/error-code.ts";
import { type Holder, type LockTry, takeLock } from "../journal/lock.ts";
import { makeFolder, modesOf } from "../journal/modes.ts";
import type { CockpitStore } from "../store/store.ts";
import type { CliContext } from "./context.ts";
import { readLive, writeLive } from "./live-readings.ts";
import { personWords } from "./person.ts";
import type { Session } from "./session.ts";

const TURN_MS = 1000;
/** How often a follower reads what the leader keeps of alerts and goals. */
const WATCHED_MS = 5000;

export interface LeadParts {
  readonly session: Session;
  /** The state directory. */
  readonly state: string;
  readonly flags: { readonly as?: string | undefined };
  readonly context: CliContext;
  readonly log: (text: string) => void;
}

/**
 * Of the cockpits that look at the same checks in one state directory the first looks, and the others show what it sees,
 * until it ends and one of them takes over. Returns how to give the lead back.
 */
export async function leadOrFollow(parts: LeadParts): Promise<() => void> {
  const lead = new Lead(parts);
  let cancel = (): void => undefined;
  const later = (): void => {
    if (!lead.ended) cancel = parts.context.clock.after(TURN_MS, () => void lead.turn().finally(later));
  };
  await lead.turn();
  later();
  return () => {
    cancel();
    lead.end();
  };
}

class Lead {
  readonly #parts: LeadParts;
  #release: (() => void) | undefined;
  #place: LeadPlace | undefined;
  /** What of the store's checks was written for followers last. */
  #shared: unknown;
  /** Whether the leader's alerts and goals may have gone on since they were read, and when that was. */
  #watched = { stale: true, at: -WATCHED_MS };
  ended = false;

  constructor(parts: LeadParts) {
    this.#parts = parts;
  }

  async turn(): Promise<void> {
    if (this.#release !== undefined) return this.#share();
    const tried = tryLead(this.#parts);
    if (!tried.taken) return this.#follow(tried.holder, tried.place);
    this.#release = tried.release;
    this.#place = tried.place;
    await this.#take();
  }

  end(): void {
    this.ended = true;
    this.#release?.();
  }

  async #take(): Promise<void> {
    const { store, scheduler, restore } = this.#parts.session;
    store.dispatch({ type: "leader.changed", leader: undefined });
    await restore();
    if (!this.ended) scheduler.start((id) => lastOf(store, id));
  }

  async #share(): Promise<void> {
    const { store, takeTicks } = this.#parts.session;
    await takeTicks();
    const { checks } = store.getState();
    if (this.#place === undefined || checks === this.#shared) return;
    this.#shared = checks;
    // A file that cannot be written grows old, and the followers' rows with it.
    await writeLive(this.#place.live, checks, this.#place.mode).catch(() => undefined);
  }

  async #follow(holder: Holder, place: LeadPlace): Promise<void> {
    const news = await follow(this.#parts, holder, place);
    const now = this.#parts.context.clock.mono();
    const stale = news || this.#watched.stale;
    const due = stale && now - this.#watched.at >= WATCHED_MS;
    this.#watched = due ? { stale: false, at: now } : { ...this.#watched, stale };
    if (due) await this.#parts.session.restore();
  }
}

interface LeadPlace {
  readonly live: string;
  readonly mode: number;
}
type Tried =
  | { readonly taken: true; readonly release: () => void; readonly place: LeadPlace | undefined }
  | { readonly taken: false; readonly holder: Holder; readonly place: LeadPlace };

/** A state directory that cannot be written to has no lead to give: each cockpit looks for itself, as far as floors let it. */
function tryLead({ session, state, flags, context, log }: LeadParts): Tried {
  try {
    const modes = modesOf(state);
    const folder = join(state, "leads");
    makeFolder(folder, modes);
    const name = nameOf(session.plans);
    const owner = { host: hostname(), by: personWords(flags, context), now: context.clock.now() };
    const tried: LockTry = takeLock({ folder, name, modes }, owner);
    return { ...tried, place: { live: join(folder, `${name}.json`), mode: modes.file } };
  } catch (error) {
    log(`${state} cannot be written (${codeOf(error)}): other cockpits do not see this one`);
    return { taken: true, release: () => undefined, place: undefined };
  }
}

/** Those who look at the same checks of the same targets, and only they, share a lead. */
function nameOf(plans: readonly CheckPlan[]): string {
  const looks = plans.map(({ id, target }) => `${id} ${target}`).toSorted();
  return createHash("sha256").update(looks.join("\n")).digest("hex").slice(0, 12);
}

/** Shows what the leader saw since; true when there was something. */
async function follow({ session, log }: LeadParts, holder: Holder, { live }: LeadPlace): Promise<boolean> {
  const { store } = session;
  const name = holder.by.replace(/ uid=.*$/, "");
  const known = store.getState().leader;
  if (known?.pid !== holder.pid || known.host !== holder.host) {
    store.dispatch({ type: "leader.changed", leader: { name, pid: holder.pid, host: holder.host } });
    const text = `follows process ${holder.pid} of ${name}: this cockpit looks at nothing itself, and takes over when that one ends`;
    store.dispatch({ type: "notice.shown", text });
    log(text);
  }
  let news = 0;
  for (const { reading, nextAt } of await readLive(live)) {
    const last = lastOf(store, reading.checkId);
    if (last && last.at >= reading.at) continue;
    // Numbered here: another leader counts anew.
    const numbered = { ...reading, seq: (last?.seq ?? 0) + 1 };
    store.dispatch({ type: "check.read", reading: numbered, nextAt, epoch: store.getState().epoch });
    news++;
  }
  return news > 0;
}

function lastOf(store: CockpitStore, checkId: string): Reading | undefined {
  const { checks } = store.getState();
  return Object.hasOwn(checks, checkId) ? checks[checkId]?.history.at(-1) : undefined;
}
