import { type CliContext, EXIT } from "../context.ts";
import { parseFlags, UsageError } from "../flags.ts";

/** `lab faults`: every fault, whether it is on, and the checks that leave ok. */
export async function faults(argv: readonly string[], context: CliContext): Promise<number> {
  const { values } = parseFlags(argv, {});
  const control = await findControl(context);
  if (control === undefined) return EXIT.usage;
  const { listFaults } = await import("../../lab/control-client.ts");
  const all = await listFaults(control);
  if (values.json) {
    context.stdout.write(`${JSON.stringify({ version: 1, faults: all })}\n`);
    return EXIT.ok;
  }
  const width = Math.max(...all.map((fault) => fault.id.length));
  for (const fault of all)
    context.stdout.write(`${fault.on ? "on " : "off"} ${fault.id.padEnd(width)}  ${fault.title}\n`);
  return EXIT.ok;
}

/** `lab break` and `lab heal`. Returns when the fault is really on or off. */
export async function turn(word: "break" | "heal", argv: readonly string[], context: CliContext): Promise<number> {
  const { positionals } = parseFlags(argv, {});
  if (positionals.length === 0) {
    context.stderr.write(`lab ${word} takes the id of a fault; \`opsdeck lab faults\` lists them\n`);
    return EXIT.usage;
  }
  const control = await findControl(context);
  if (control === undefined) return EXIT.usage;
  const client = await import("../../lab/control-client.ts");
  for (const id of positionals) {
    try {
      await (word === "break" ? client.breakFault(control, id) : client.healFault(control, id));
      context.stderr.write(`${id} is ${word === "break" ? "on" : "off"}\n`);
    } catch (error) {
      context.stderr.write(`${id}: ${error instanceof Error ? error.message : String(error)}\n`);
      return EXIT.bad;
    }
  }
  return EXIT.ok;
}

async function findControl(context: CliContext): Promise<string | undefined> {
  const { findLab } = await import("../../lab/control-client.ts");
  const control = await findLab(context.env, context.home).catch((error: Error) => {
    throw new UsageError(error.message);
  });
  if (control === undefined) context.stderr.write("no lab of this user is running; start one with `opsdeck lab`\n");
  return control;
}
