import type { Subcommand } from "./subcommand.ts";

const COMMON = `everywhere:
  --config PATH   a system file or a folder of them; again for more
  --system ID     only this system, also a shipped one; again for more
  --state DIR     where journals and samples lie, else OPSDECK_STATE, else ~/.local/state/opsdeck
  --as NAME       who acts, else the person behind sudo, else the login
`;

/** What `--help` prints of some subcommands. */
export function helpText(shown: readonly Subcommand[]): string {
  const lines = shown.map(({ usage, about }) => `  ${`opsdeck ${usage}`.trimEnd()}\n      ${about}`);
  return `${lines.join("\n")}\n\n${COMMON}`;
}
