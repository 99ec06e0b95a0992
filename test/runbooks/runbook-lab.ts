import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { stringify } from "yaml";
import { shippedRunbooks, shippedSystems } from "../../bin/shipped.ts";
import { checkKinds } from "../../checks/index.ts";
import type { CliContext } from "../../src/cli/context.ts";
import type { CheckKind } from "../../src/core/check.ts";
import type { Instants } from "../../src/journal/instants.ts";
import { breakFault, healFault } from "../../src/lab/control-client.ts";
import type { Lab, LabOptions } from "../../src/lab/lab.ts";
import { opsdeck, type Ran } from "../helpers/cli.ts";
import { StandingClock } from "../helpers/standing-clock.ts";
import { readOverlay, startTestLab } from "../lab/lab-target.ts";
import { type Line, linesOf } from "./run-lines.ts";
import { Walked } from "./walked.ts";

type Texts = Readonly<Record<string, string>>;

/** What a config of one's own lays over that of the lab. */
export interface Over {
  readonly vars?: Texts;
  readonly secrets?: Texts;
  readonly commands?: Readonly<Record<string, { readonly argv: readonly string[]; readonly timeout: string }>>;
}

/** Commands that end with these words and this exit, whatever they are asked for: so does a login that was revoked. */
export function refusing(names: readonly string[], words: string, exit = 1): Over {
  const command = { argv: ["sh", "-c", `echo "${words}" >&2; exit ${exit}`], timeout: "10s" };
  return { commands: Object.fromEntries(names.map((name) => [name, command])) };
}

/** A command of the lab whose login can be revoked while a run is under way. */
export interface Revocable {
  readonly over: Over;
  revoke(): Promise<void>;
}

export async function revocable({ lab, home }: RunbookLab, command: string, words: string): Promise<Revocable> {
  const flag = join(home, `${command}-revoked`);
  await rm(flag, { force: true });
  const { argv = [] } = (await readOverlay(lab.config)).flatMap(({ commands }) => commands?.[command] ?? [])[0] ?? {};
  const script = `if test -e ${flag}; then echo "${words}" >&2; exit 1; fi; exec ${argv.join(" ")} "$@"`;
  return {
    over: { commands: { [command]: { argv: ["sh", "-c", script, command], timeout: "60s" } } },
    revoke: () => writeFile(flag, ""),
  };
}

export interface CallOptions {
  /** Over the lab's own environment. */
  readonly env?: Texts;
  /** Over what the lab's own config says of the system. */
  readonly over?: Over;
}

export interface RunOptions extends CallOptions {
  /** Parameters of the runbook. */
  readonly vars?: Texts;
  /** YAML, instead of the answers beside the lab's config. */
  readonly answers?: string;
  /** What somebody does when a step begins; no look is made until it is done. */
  readonly during?: Readonly<Record<string, () => Promise<unknown>>>;
  /** What somebody does when a step has proved its target, so before its request leaves. */
  readonly between?: { readonly step: string; readonly work: () => Promise<unknown> };
  /** The process is gone once a line with this text is on disk. */
  readonly dieAfter?: string;
}

export type LabRun = Ran & { readonly lines: readonly Line[] };

/** A lab of one system, and runs of opsdeck in this process. */
export interface RunbookLab extends AsyncDisposable {
  readonly lab: Lab;
  readonly home: string;
  /** What the lab's own config says. */
  readonly vars: Texts;
  readonly walked: Walked;
  /** Vars that every call has from now on, over those of the lab's own config. */
  turnTo(vars: Texts): void;
  break(fault: string): Promise<void>;
  heal(fault: string): Promise<void>;
  call(argv: readonly string[], options?: CallOptions): Promise<Ran>;
  run(runbook: string, options?: RunOptions): Promise<LabRun>;
}

/** Breaks, works, and mends it whatever came of it. */
export async function duringFault<T>(
  at: Pick<RunbookLab, "break" | "heal">,
  fault: string,
  work: () => Promise<T>,
): Promise<T> {
  await at.break(fault);
  try {
    return await work();
  } finally {
    await at.heal(fault);
  }
}

export interface RunbookLabOptions extends Partial<Pick<LabOptions, "pace" | "era">> {
  readonly system: LabOptions["systems"][number];
  /** The kind of checks that proves its targets, for `between`. */
  readonly provedBy?: string;
  /** Of another lab, when the rows of one system want two. */
  readonly walked?: Walked;
}

export async function startRunbookLab({
  system,
  walked = new Walked(),
  provedBy,
  ...options
}: RunbookLabOptions): Promise<RunbookLab> {
  const home = await mkdtemp(join(tmpdir(), `opsdeck-${system}-lab-`));
  const lab = await startTestLab({ era: "B", ...options, systems: [system], home });
  const { vars = {} } = (await readOverlay(lab.config)).find((document) => document.system === system) ?? {};
  let through: Texts = {};
  const call = async (
    argv: readonly string[],
    { env = {}, over = {} }: CallOptions = {},
    context: Partial<CliContext> = {},
  ): Promise<Ran> => {
    const overlay = join(home, "over.yaml");
    await writeFile(overlay, stringify({ system, ...over, vars: { ...through, ...over.vars } }));
    return opsdeck([...argv, "--config", lab.config, "--config", overlay], {
      home,
      env: { ...lab.env, PATH: "/usr/bin:/bin", ...env },
      shipped: shippedSystems(),
      runbooks: shippedRunbooks(),
      ...context,
    });
  };
  return {
    lab,
    home,
    vars,
    walked,
    turnTo: (others) => {
      through = others;
    },
    break: (fault) => {
      walked.broke(fault);
      return breakFault(lab.control, `${system}/${fault}`);
    },
    heal: (fault) => {
      walked.healed(fault);
      return healFault(lab.control, `${system}/${fault}`);
    },
    call: (argv, more) => call(argv, more),
    run: async (runbook, { vars: given = {}, answers, ...more } = {}) => {
      const own = join(home, "answers.yaml");
      if (answers !== undefined) await writeFile(own, answers);
      const file = answers === undefined ? join(dirname(lab.config), "answers", `${system}-${runbook}.yaml`) : own;
      const words = Object.entries(given).flatMap(([name, value]) => ["--var", `${name}=${value}`]);
      const people = peopleAt(more, provedBy);
      const argv = ["run", `${system}/${runbook}`, "--json", "--answers", file, ...words];
      const ran = await call(argv, more, people.context);
      await people.done();
      const lines = linesOf(ran.out);
      walked.ran(runbook, lines);
      return { ...ran, lines };
    },
    [Symbol.asyncDispose]: async () => {
      await lab.stop();
      await rm(home, { recursive: true });
    },
  };
}

/** A run among people who do something at its steps. */
function peopleAt({ during = {}, between, dieAfter }: RunOptions, provedBy: string | undefined) {
  const clock = new StandingClock();
  const doings: Promise<unknown>[] = [];
  const done = () => Promise.all(doings);
  let proving = false;
  const reached: Instants["reached"] = (instant, text) => {
    if (instant !== "on-disk") return;
    if (dieAfter !== undefined && text.includes(dieAfter)) throw new Error("killed");
    const { type, step = "" } = JSON.parse(text) as Line;
    if (type !== "step.started") return;
    const doing = during[step];
    if (doing) doings.push(clock.standDuring(doing));
    proving = step === between?.step;
  };
  const look =
    ({ kind, run }: CheckKind): CheckKind["run"] =>
    async (context, signal) => {
      await done();
      const facts = await run(context, signal);
      if (proving && kind === provedBy) {
        proving = false;
        await between?.work();
      }
      return facts;
    };
  const kinds = checkKinds.map((kind) => ({ ...kind, run: look(kind) }));
  return { done, context: { clock, instants: { reached }, checkKinds: kinds } };
}
