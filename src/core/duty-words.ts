import { clockDuration } from "./duration.ts";
import type { Duty, DutyState } from "./duty.ts";

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

/** What a state is called where people read. */
export function dutyState(state: keyof typeof states): string {
  return states[state];
}

/** How long a duty has been in its state: `applied 13:14 ago`, `being restored for 0:12`. `stepMs` rounds it down. */
export function dutyAge({ state, openedAt, since = openedAt }: Duty, now: number, stepMs = 1): string {
  const [words = "", ...more] = dutyState(state).split(", ");
  const time = clockDuration(Math.floor((now - since) / stepMs) * stepMs);
  return [words.startsWith("being") ? `${words} for ${time}` : `${words} ${time} ago`, ...more].join(", ");
}

/** How a duty stands: `applied 13:14 ago, due in 42:13`. */
export function dutyWords(duty: Duty, now: number): string {
  const { notBefore, dueBy } = duty;
  return [
    dutyAge(duty, now),
    ...(notBefore !== undefined && notBefore > now ? [`not before ${clockDuration(notBefore - now)} from now`] : []),
    ...(dueBy === undefined ? [] : [dueWords(dueBy - now)]),
  ].join(", ");
}

function dueWords(leftMs: number): string {
  return leftMs < 0 ? `OVERDUE ${clockDuration(-leftMs)}` : `due in ${clockDuration(leftMs)}`;
}
