import type { Leader } from "./state.ts";

/** Why a follower does not do it, and where it is done: `alice on fra leads`. */
export function leaderWords({ name, pid, host, far }: Leader): string {
  if (pid === 0) return "nobody leads just now";
  return far ? `${name} on ${host} leads` : `this cockpit follows process ${pid} of ${name}`;
}
