import { resolve } from "node:path";
import { type CliContext, EXIT, type Run } from "../context.ts";
import { listed, parseFlags, UsageError } from "../flags.ts";
import { createLogFeed } from "../log-feed.ts";
import { untilSignal } from "../until-signal.ts";
import { faults, turn } from "./faults.ts";

const DEFAULT_PACE = 15;
const ERAS = ["A", "B", "H"] as const;

export const lab: Run = async (argv, context) => {
  const [word, ...rest] = argv;
  if (word === "break" || word === "heal") return turn(word, rest, context);
  if (word === "faults") return faults(rest, context);
  if (word === "child") return child(rest);
  return start(argv, context);
};

/** What of the lab's flags its cockpit takes. */
function forCockpit({ as, present }: { readonly as?: string | undefined; readonly present?: boolean | undefined }) {
  return [...(as ? ["--as", as] : []), ...(present ? ["--present"] : [])];
}

async function child(argv: readonly string[]): Promise<number> {
  const { runLabChild } = await import("../../lab/lab.ts");
  await runLabChild(argv);
  return EXIT.ok;
}

async function start(argv: readonly string[], context: CliContext): Promise<number> {
  const { values, positionals } = parseFlags(argv, {
    headless: { type: "boolean" },
    pace: { type: "string" },
    era: { type: "string" },
    present: { type: "boolean" },
  });
  if (positionals.length > 0) throw new UsageError(`lab does not know "${positionals[0]}": break, heal or faults`);
  const pace = Number(values.pace ?? DEFAULT_PACE);
  if (!(pace >= 1 && pace <= 100)) throw new UsageError(`--pace takes a number from 1 to 100, not "${values.pace}"`);
  const era = ERAS.find((name) => name === (values.era ?? "B"));
  if (!era) throw new UsageError(`--era takes A, B or H, not "${values.era}"`);
  const feed = createLogFeed();
  const say = (line: string): void => void context.stderr.write(`${line}\n`);
  feed.listen(say);
  say("starting the simulated systems…");
  const { LAB_SYSTEMS, startLab } = await import("../../lab/lab.ts");
  const systems = listed(values.system) ?? LAB_SYSTEMS;
  const strange = systems.filter((id) => !LAB_SYSTEMS.includes(id));
  if (strange.length > 0)
    throw new UsageError(`the lab has no system ${strange.join(", ")}; it has ${LAB_SYSTEMS.join(", ")}`);
  const running = await startLab({
    systems,
    pace,
    era,
    log: feed.write,
    childArgv: [...context.self, "lab", "child"],
    home: context.home,
  });
  const lost = running.lost.then(() => {
    feed.write(
      "the process that held the lab's servers was killed: the simulated systems are gone; start the lab again",
    );
    return EXIT.bad;
  });
  const env = { ...running.env, ...(values.state !== undefined && { OPSDECK_STATE: resolve(values.state) }) };
  try {
    if (!values.headless) {
      const { cockpit } = await import("../cockpit.ts");
      return await cockpit(["--config", running.config, ...forCockpit(values)], {
        ...context,
        env: { ...context.env, ...env },
        feed,
      });
    }
    const ready = { ready: true, config: running.config, control: running.control, env };
    context.stdout.write(`${JSON.stringify(ready)}\n`);
    using asked = untilSignal();
    return await Promise.race([asked.signal.then(() => EXIT.ok), lost]);
  } finally {
    await running.stop();
  }
}
