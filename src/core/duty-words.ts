import { clockDuration } from "./duration.ts";
import type { Duty } from "./duty.ts";

/** How a duty stands: `applied 13:14 ago, due in 42:13`. */
export function dutyWords({ state, openedAt, notBefore, dueBy }: Duty, now: number): string {
  return [
    `${state.replaceAll("-", " ")} ${clockDuration(now - openedAt)} ago`,
    ...(notBefore !== undefined && notBefore > now ? [`not before ${clockDuration(notBefore - now)} from now`] : []),
    ...(dueBy === undefined ? [] : [dueWords(dueBy - now)]),
  ].join(", ");
}

function dueWords(leftMs: number): string {
  return leftMs < 0 ? `OVERDUE ${clockDuration(-leftMs)}` : `due in ${clockDuration(leftMs)}`;
}
