import { join, resolve } from "node:path";

/** The state directory: `--state`, OPSDECK_STATE, or `$XDG_STATE_HOME/opsdeck`. */
export function stateDir(
  flag: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
  home: string,
): string {
  if (flag !== undefined) return resolve(flag);
  if (env.OPSDECK_STATE) return resolve(env.OPSDECK_STATE);
  return join(env.XDG_STATE_HOME || join(home, ".local", "state"), "opsdeck");
}

/** Where the user's own system files lie: `$XDG_CONFIG_HOME/opsdeck`. */
export function configDir(env: Readonly<Record<string, string | undefined>>, home: string): string {
  return join(env.XDG_CONFIG_HOME || join(home, ".config"), "opsdeck");
}
