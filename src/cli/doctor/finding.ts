/** One line of what doctor found. */
export interface Finding {
  /** Stable, for machines: `terminal.size`, `secret.shop.database`. */
  readonly id: string;
  readonly state: "ok" | "warn" | "fail";
  /** What was found. */
  readonly found: string;
  /** What to do about it; absent when nothing is to be done. */
  readonly todo?: string;
}

export function ok(id: string, found: string): Finding {
  return { id, state: "ok", found };
}

export function warn(id: string, found: string, todo: string): Finding {
  return { id, state: "warn", found, todo };
}

export function fail(id: string, found: string, todo: string): Finding {
  return { id, state: "fail", found, todo };
}
