import type { CliContext } from "./context.ts";
import type { OpenedConfig } from "./open-config.ts";
import { configDir } from "./state-dir.ts";

/** Says what to do when no system is configured; true when that is so. */
export function nothingToWatch(config: OpenedConfig, context: CliContext): boolean {
  if (config.systems.length > 0) return false;
  const shipped = context.shipped.map(({ file }) => file.split("/", 1)[0]);
  context.stderr.write(
    [
      "No system is configured. opsdeck looks at nothing that nobody named.",
      `  opsdeck lab                       simulated systems on this machine`,
      `  opsdeck --system ${(shipped[0] ?? "NAME").padEnd(16)} a shipped system as it is (${shipped.join(", ")})`,
      `  ${configDir(context.env, context.home)}/*.yaml   your own systems, and overlays of the shipped ones`,
      "",
    ].join("\n"),
  );
  return true;
}
