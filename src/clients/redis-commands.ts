import { CheckError } from "../core/check-error.ts";

const SCAN_COUNT = 1000;

/** Commands that read and cost the server no more than a moment. KEYS, MONITOR, SMEMBERS and the like are not here. */
const ALLOWED: ReadonlySet<string> = new Set([
  "PING",
  "INFO",
  "DBSIZE",
  "TYPE",
  "EXISTS",
  "TTL",
  "PTTL",
  "LLEN",
  "ZCARD",
  "ZCOUNT",
  "SCARD",
  "HLEN",
  "HEXISTS",
  "STRLEN",
  "XLEN",
  "SCAN",
]);

/** Refuses with CheckError("config") whatever is not on the list, and a SCAN of more than 1000 keys a step. */
export function refuseCommand([name, ...args]: readonly [string, ...string[]]): void {
  const command = name.toUpperCase();
  if (!ALLOWED.has(command)) {
    throw new CheckError("config", `${JSON.stringify(name)} is not a command that a look may send`, {
      hint: `it may send ${[...ALLOWED].join(", ")}`,
    });
  }
  const at = args.findIndex((word) => word.toUpperCase() === "COUNT");
  if (command === "SCAN" && at >= 0 && !(Number(args[at + 1]) <= SCAN_COUNT)) {
    throw new CheckError("config", `SCAN goes at most ${SCAN_COUNT} keys a step`);
  }
}
