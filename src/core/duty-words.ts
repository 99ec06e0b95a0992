import { clockDuration } from "./duration.ts";
import type { Duty, DutyState, FoundAt } from "./duty.ts";

const states: Readonly<Record<DutyState | "discharged" | "waived", string>> = {
  armed: "armed",
  applied: "applied",
  "apply-unknown": "perhaps applied",
  restoring: "being restored",
  "restore-unknown": "being restored, no answer yet",
  "restored-unproved": "put back, not proved yet",
  discharged: "discharged",
  waived: "waived",
};

/** Times that run on the screen do so in steps of five seconds: it is drawn anew for each. */
export const SCREEN_STEP_MS = 5000;

/** What a state is called where people read. */
export function dutyState(state: keyof typeof states): string {
  return states[state];
}

/** How long a duty has been in its state: `applied 13:14 ago`, `being restored for 0:12`. `stepMs` rounds it down. */
export function dutyAge(duty: Duty, now: number, stepMs = 1): string {
  const { state, openedAt, since = openedAt, found } = duty;
  if (found) return foundWords(found, Math.floor((now - openedAt) / stepMs) * stepMs);
  const [words = "", ...more] = dutyState(state).split(", ");
  const time = clockDuration(Math.floor((now - since) / stepMs) * stepMs);
  return [words.startsWith("being") ? `${words} for ${time}` : `${words} ${time} ago`, ...more].join(", ");
}

/** Nobody here knows more of it than its mark says: `changed 13:14 ago by alice on bastion-1, not from here`. */
function foundWords({ said }: FoundAt, ageMs: number): string {
  const when = said.at === undefined ? "" : ` ${clockDuration(ageMs)} ago`;
  const who = said.by === undefined ? "" : ` by ${said.by}`;
  const where = said.host === undefined ? "" : ` on ${said.host}`;
  return `changed${when}${who}${where}, not from here`;
}

/** How a duty stands: `applied 13:14 ago, due in 42:13`. `stepMs` rounds times down, as on the screen, where they run. */
export function dutyWords(duty: Duty, now: number, stepMs = 1): string {
  const { notBefore, dueBy, found } = duty;
  return [
    dutyAge(duty, now, stepMs),
    ...(found ? [`as a mark at ${found.target} says`] : []),
    ...(notBefore !== undefined && notBefore > now ? [`not before ${clockDuration(notBefore - now)} from now`] : []),
    ...(dueBy === undefined ? [] : [dueWords(dueBy - now, stepMs)]),
  ].join(", ");
}

/** An overdue duty says so first. */
export function dueWords(leftMs: number, stepMs = 1): string {
  const step = (ms: number): number => Math.floor(ms / stepMs) * stepMs;
  return leftMs < 0 ? `OVERDUE ${clockDuration(step(-leftMs))}` : `due in ${clockDuration(step(leftMs))}`;
}
