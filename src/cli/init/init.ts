import { mkdir, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type CliContext, EXIT, panelIds, type Run } from "../context.ts";
import { listed, parseFlags, UsageError } from "../flags.ts";
import { configDir } from "../state-dir.ts";
import { overlayFile, systemFile } from "./system-file.ts";

const OWN = "my-system";

/** Writes a system file where opsdeck looks for it, or where `--config` says. Never over one that is there. */
export const init: Run = async (argv, context) => {
  const { values, positionals } = parseFlags(argv, {});
  const [id = OWN, ...more] = positionals;
  if (more.length > 0) throw new UsageError("init takes one system: opsdeck init SYSTEM");
  if (!/^[a-z0-9][a-z0-9-]*$/.test(id)) throw new UsageError(`"${id}" is no id: small letters, digits and dashes`);
  const file = await placeOf(id, listed(values.config)?.[0] ?? configDir(context.env, context.home));
  await writeNew(file, textOf(id, context));
  if (values.json) context.stdout.write(`${JSON.stringify({ version: 1, system: id, file })}\n`);
  else context.stdout.write(`${file}\n`);
  context.stderr.write("fill it in; then: opsdeck validate, opsdeck doctor, opsdeck\n");
  return EXIT.ok;
};

async function placeOf(id: string, path: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() || (!found && /\.ya?ml$/.test(path)) ? path : join(path, `${id}.yaml`);
}

function textOf(id: string, context: CliContext): string {
  const offered = context.shipped.find(({ file }) => file.startsWith(`${id}/`));
  if (offered?.fill !== undefined) return overlayFile(id, offered.fill);
  const words = id.replaceAll("-", " ");
  const letters = id.replaceAll(/[^a-z0-9]/g, "").padEnd(2, "x");
  const title = words.charAt(0).toUpperCase() + words.slice(1);
  return systemFile({ id, title, tag: letters.slice(0, 2), panels: panelIds(context) });
}

/** Throws UsageError when there is a file of that name, or none can be made. */
export async function writeNew(file: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text, { flag: "wx" });
  } catch (error) {
    const code = typeof error === "object" && error !== null && "code" in error ? error.code : undefined;
    if (code === "EEXIST") throw new UsageError(`${file} is there already, and was left as it is`);
    throw new UsageError(`${file} cannot be written (${code ?? error})`);
  }
}
