import { nearestId } from "../../core/nearest.ts";
import type { FaultState } from "../../lab/faults.ts";
import { type CliContext, EXIT } from "../context.ts";
import { noWords, parseFlags, UsageError } from "../flags.ts";

/** `lab faults`: every fault, whether it is on, and the checks that leave ok. */
export async function faults(argv: readonly string[], context: CliContext): Promise<number> {
  const { values, positionals } = parseFlags(argv, {});
  noWords(positionals, "lab faults");
  const control = await findControl(context);
  if (control === undefined) return EXIT.usage;
  const { listFaults } = await import("../../lab/control-client.ts");
  const all = await listFaults(control);
  if (values.json) {
    context.stdout.write(`${JSON.stringify({ version: 1, faults: all })}\n`);
    return EXIT.ok;
  }
  const width = Math.max(...all.map((fault) => fault.id.length));
  const states = Math.max(...all.map((fault) => stateOf(fault).length));
  for (const fault of all)
    context.stdout.write(`${stateOf(fault).padEnd(states)} ${fault.id.padEnd(width)}  ${fault.title}\n`);
  return EXIT.ok;
}

function stateOf({ on, turning }: FaultState): string {
  return turning ?? (on ? "on" : "off");
}

/** `lab break` and `lab heal`. Returns when the fault is really on or off. */
export async function turn(word: "break" | "heal", argv: readonly string[], context: CliContext): Promise<number> {
  const { positionals } = parseFlags(argv, {});
  if (positionals.length === 0)
    throw new UsageError(`lab ${word} takes the id of a fault; opsdeck lab faults lists them`);
  const control = await findControl(context);
  if (control === undefined) return EXIT.usage;
  const { breakFault, healFault, listFaults } = await import("../../lab/control-client.ts");
  const known = (await listFaults(control)).map((fault) => fault.id);
  const strange = positionals.filter((id) => !known.includes(id));
  if (strange.length > 0) throw new UsageError(strange.map((id) => noFault(id, known)).join("; "));
  const [doIt, state] = word === "break" ? [breakFault, "on"] : [healFault, "off"];
  for (const id of positionals) {
    let told = "";
    const tell = (turning: string): void => {
      if (told !== turning) context.stderr.write(`${id}: ${turning}…\n`);
      told = turning;
    };
    const failed = await doIt(control, id, tell).then(
      () => undefined,
      (error: Error) => error.message,
    );
    context.stderr.write(`${id}${failed === undefined ? ` is ${state}` : `: ${failed}`}\n`);
    if (failed !== undefined) return EXIT.bad;
  }
  return EXIT.ok;
}

function noFault(id: string, known: readonly string[]): string {
  const meant = nearestId(id, known);
  return `no fault "${id}"${meant === undefined ? "" : `: did you mean ${meant}?`} opsdeck lab faults lists them`;
}

/** The ids of the faults of the lab that runs; none when none does. */
export async function faultIds(context: CliContext): Promise<readonly string[]> {
  const { findLab, listFaults } = await import("../../lab/control-client.ts");
  const control = await findLab(context.env, context.home).catch(() => undefined);
  return control === undefined ? [] : (await listFaults(control)).map((fault) => fault.id);
}

async function findControl(context: CliContext): Promise<string | undefined> {
  const { findLab } = await import("../../lab/control-client.ts");
  const control = await findLab(context.env, context.home).catch((error: Error) => {
    throw new UsageError(error.message);
  });
  if (control === undefined) context.stderr.write("no lab of this user is running; start one with `opsdeck lab`\n");
  return control;
}
