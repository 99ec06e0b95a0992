import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { stringify } from "yaml";
import { shippedRunbooks, shippedSystems } from "../../bin/shipped.ts";
import { breakFault, healFault } from "../../src/lab/control-client.ts";
import { type Lab, startLab } from "../../src/lab/lab.ts";
import { main } from "../../src/main.ts";
import { cliContext, type Ran } from "../helpers/cli.ts";
import { CHILD, readOverlay } from "../lab/lab-target.ts";
import type { Line } from "./together-bot-lab.ts";
import { Walked } from "./walked.ts";

export interface RunOptions {
  /** Instead of the answers beside the lab's config. */
  readonly answers?: string;
  /** Over the lab's own environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Over the vars of the lab's own config. */
  readonly vars?: Readonly<Record<string, string>>;
  /** What somebody does when a step begins. */
  readonly during?: Readonly<Record<string, () => Promise<unknown>>>;
}

/** A lab of pocketbrain and runs of opsdeck in this process. */
export interface PocketbrainLab extends AsyncDisposable {
  readonly lab: Lab;
  readonly walked: Walked;
  break(fault: string): Promise<void>;
  heal(fault: string): Promise<void>;
  /** The public address, without TLS. */
  readonly edge: string;
  /** Restores a duty with the words that a person types. */
  restore(duty: string, words: string, env?: RunOptions["env"]): Promise<Ran>;
  /** What a command of the team does, as if it was typed by hand; answers its exit. */
  command(name: string, stdin?: string): Promise<number>;
  call(argv: readonly string[], options?: RunOptions): Promise<Ran>;
  run(runbook: string, options?: RunOptions): Promise<Ran & { readonly lines: readonly Line[] }>;
}

/** Fast enough for tests, and slow enough that a device asks now and then within what a step waits for. */
export const PACE = 30;

export async function startPocketbrainLab(): Promise<PocketbrainLab> {
  const home = await mkdtemp(join(tmpdir(), "opsdeck-pocketbrain-lab-"));
  const given = { systems: ["pocketbrain"], era: "B", pace: PACE } as const;
  const lab = await startLab({ ...given, childArgv: [CHILD], log: () => undefined, home });
  const walked = new Walked();
  const call: PocketbrainLab["call"] = (argv, options) => opsdeckIn(lab, home, argv, options);
  const { vars = {} } = (await readOverlay(lab.config)).find(({ system }) => system === "pocketbrain") ?? {};
  const answered = (runbook: string) => join(dirname(lab.config), "answers", `pocketbrain-${runbook}.yaml`);
  return {
    lab,
    call,
    walked,
    break: (fault) => {
      walked.broke(fault);
      return breakFault(lab.control, `pocketbrain/${fault}`);
    },
    heal: (fault) => {
      walked.healed(fault);
      return healFault(lab.control, `pocketbrain/${fault}`);
    },
    edge: vars.edgeBase ?? "",
    restore: async (duty, words, env = {}) => {
      const file = join(home, "words.yaml");
      await writeFile(file, `${duty}: ${words}\n`);
      return call(["restore", duty, "--answers", file], { env });
    },
    command: async (name, stdin = "") => {
      const body = JSON.stringify({ argv: [], stdin });
      const response = await fetch(`${lab.control}/commands/pocketbrain/${name}`, { method: "POST", body });
      return ((await response.json()) as { exitCode: number }).exitCode;
    },
    run: async (runbook, options = {}) => {
      const own = join(home, "answers.yaml");
      if (options.answers !== undefined) await writeFile(own, options.answers);
      const file = options.answers === undefined ? answered(runbook) : own;
      const ran = await call(["run", `pocketbrain/${runbook}`, "--json", "--answers", file], options);
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

async function opsdeckIn(
  lab: Lab,
  home: string,
  argv: readonly string[],
  { env = {}, vars = {}, during = {} }: RunOptions = {},
): Promise<Ran> {
  const said = { out: "", err: "" };
  const doings: Promise<unknown>[] = [];
  const hear = (text: string): boolean => {
    said.out += text;
    for (const { type, step } of linesOf(text)) {
      const doing = type === "step.started" ? during[step ?? ""] : undefined;
      if (doing) doings.push(doing());
    }
    return true;
  };
  const context = cliContext(
    {
      home,
      env: { ...lab.env, PATH: "/usr/bin:/bin", ...env },
      shipped: shippedSystems(),
      runbooks: shippedRunbooks(),
      stdout: { isTTY: false, write: hear, on: () => undefined } as unknown as NodeJS.WriteStream,
    },
    said,
  );
  const overlay = join(home, "over.yaml");
  await writeFile(overlay, stringify({ system: "pocketbrain", vars }));
  const code = await main([...argv, "--config", lab.config, "--config", overlay], context);
  await Promise.all(doings);
  return { code, ...said };
}

function linesOf(text: string): Line[] {
  const lines = text.split("\n").filter((line) => line.startsWith("{"));
  return lines.map((line) => JSON.parse(line) as Line);
}
