import { beganToFire } from "../core/alert.ts";
import type { Duty } from "../core/duty.ts";
import { dutyWords } from "../core/duty-words.ts";
import { updateDueAt } from "./select-update.ts";
import type { AlertRecord, CockpitEvent, CockpitState } from "./state.ts";

export const NOTICE_KINDS = ["incident", "alert", "duty-opened", "duty-overdue", "update-due"] as const;

/** Something that people who do not look at the screen should hear of. */
export interface Notice {
  readonly kind: (typeof NOTICE_KINDS)[number];
  readonly title: string;
  readonly text: string;
}

/** Finds what is news, each once. What was so when it began is none, but for what is overdue. */
export class NoticeFinder {
  #incident: string | undefined;
  #alerts: Readonly<Record<string, AlertRecord>>;
  #duties: ReadonlySet<string>;
  readonly #overdue = new Set<string>();
  #updateDue: number | undefined;

  constructor({ incident, alerts, duties }: CockpitState) {
    this.#incident = incident?.id;
    this.#alerts = alerts;
    this.#duties = idsOf(duties);
  }

  /** A follower remembers and tells nothing: its leader does. */
  after(event: CockpitEvent, state: CockpitState): readonly Notice[] {
    const news = [
      ...this.#opened(state),
      ...this.#fired(event, state),
      ...this.#owed(state),
      ...this.#late(state),
      ...this.#untold(state),
    ];
    return state.leader === undefined ? news : [];
  }

  #opened({ incident, environment }: CockpitState): readonly Notice[] {
    if (incident?.id === this.#incident) return [];
    this.#incident = incident?.id;
    if (!incident) return [];
    return [{ kind: "incident", title: `${incident.id} opened`, text: `${incident.title} (${environment.name})` }];
  }

  #fired(event: CockpitEvent, { alerts, environment }: CockpitState): readonly Notice[] {
    const before = this.#alerts;
    if (before === alerts) return [];
    this.#alerts = alerts;
    return Object.values(alerts).flatMap(({ plan, hold, seen, say }): Notice[] => {
      const known = before[plan.id]?.hold;
      if (!hold || hold === known || !(known || event.type === "alert.judged")) return [];
      if (!beganToFire(known, hold, plan)) return [];
      const text = `${seen}. ${say} (${plan.system}, ${environment.name})`;
      return [{ kind: "alert", title: `${plan.title} fires`, text }];
    });
  }

  #owed({ duties, now }: CockpitState): readonly Notice[] {
    const before = this.#duties;
    this.#duties = idsOf(duties);
    const opened = duties.filter(({ id }) => !before.has(id));
    return opened.map((duty) => ({ kind: "duty-opened", title: `${duty.id} is open`, text: wordsOf(duty, now) }));
  }

  #late({ duties, now }: CockpitState): readonly Notice[] {
    const late = duties.filter(({ id, dueBy }) => dueBy !== undefined && dueBy <= now && !this.#overdue.has(id));
    for (const { id } of late) this.#overdue.add(id);
    return late.map((duty) => ({ kind: "duty-overdue", title: `${duty.id} is OVERDUE`, text: wordsOf(duty, now) }));
  }

  /** Each update that is late, once. */
  #untold(state: CockpitState): readonly Notice[] {
    const due = updateDueAt(state);
    if (due === undefined || due > state.now || due === this.#updateDue) return [];
    this.#updateDue = due;
    const { id = "", title = "" } = state.incident ?? {};
    return [
      { kind: "update-due", title: `${id}: an update is due`, text: `${title}: u fills it from what is known now` },
    ];
  }
}

function idsOf(duties: readonly Duty[]): ReadonlySet<string> {
  return new Set(duties.map(({ id }) => id));
}

function wordsOf(duty: Duty, now: number): string {
  const { id, title, system, environment, manual } = duty;
  const byHand = manual.length === 0 ? "" : ` By hand: ${manual.join("; ")}.`;
  return `${title} (${system}, ${environment}), ${dutyWords(duty, now)}.${byHand} opsdeck restore ${id}`;
}
