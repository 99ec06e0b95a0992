import { networkInterfaces } from "node:os";

/** Whether this machine has an interface with an address besides loopback. */
export function hasNetwork(): boolean {
  return Object.values(networkInterfaces()).some((addresses) => addresses?.some(({ internal }) => !internal));
}
