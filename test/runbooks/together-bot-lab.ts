import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import pg from "pg";
import { expect } from "vitest";
import { shippedRunbooks, shippedSystems } from "../../bin/shipped.ts";
import { readIncidents } from "../../src/journal/read-incidents.ts";
import { breakFault, healFault } from "../../src/lab/control-client.ts";
import type { Lab } from "../../src/lab/lab.ts";
import { opsdeck, type Ran } from "../helpers/cli.ts";
import { eventually } from "../helpers/eventually.ts";
import { startTestLab } from "../lab/lab-target.ts";
import { Walked } from "./walked.ts";

export interface Line {
  readonly type: string;
  readonly step?: string;
  readonly reason?: string;
  readonly note?: string;
  readonly duty?: string;
  readonly captured?: Readonly<Record<string, unknown>>;
}

export interface RunOptions {
  readonly vars?: Readonly<Record<string, string>>;
  /** Instead of the answers beside the lab's config. */
  readonly answers?: string;
  /** Over the lab's own environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A lab of together-bot, its database past the cockpit, and runs of opsdeck in this process. */
export interface BotLab extends AsyncDisposable {
  readonly lab: Lab;
  break(fault: string): Promise<void>;
  heal(fault: string): Promise<void>;
  readonly walked: Walked;
  sql<R extends pg.QueryResultRow>(text: string, values?: readonly unknown[]): Promise<R[]>;
  call(argv: readonly string[], env?: RunOptions["env"]): Promise<Ran>;
  run(runbook: string, options?: RunOptions): Promise<Ran & { readonly lines: readonly Line[] }>;
  /** Resolves when the run that is under way has come to a step. */
  comesTo(step: string): Promise<void>;
}

export async function startBotLab(): Promise<BotLab> {
  const home = await mkdtemp(join(tmpdir(), "opsdeck-bot-lab-"));
  const lab = await startTestLab({ systems: ["together-bot"], era: "B", home });
  const pool = new pg.Pool({ connectionString: lab.env.LAB_TOGETHER_BOT_WRITE_URL, max: 1 });
  pool.on("error", () => undefined);
  const walked = new Walked();
  const shipped = { shipped: shippedSystems(), runbooks: shippedRunbooks() };
  const call: BotLab["call"] = (argv, env = {}) =>
    opsdeck([...argv, "--config", lab.config], {
      home,
      env: { ...lab.env, PATH: "/usr/bin:/bin", ...env },
      ...shipped,
    });
  return {
    lab,
    walked,
    break: (fault) => {
      walked.broke(fault);
      return breakFault(lab.control, `together-bot/${fault}`);
    },
    heal: (fault) => {
      walked.healed(fault);
      return healFault(lab.control, `together-bot/${fault}`);
    },
    sql: async (text, values = []) => (await pool.query(text, [...values])).rows,
    call,
    run: async (runbook, { vars = {}, answers, env } = {}) => {
      const file = join(
        dirname(lab.config),
        "answers",
        answers === undefined ? `together-bot-${runbook}.yaml` : "own.yaml",
      );
      if (answers !== undefined) await writeFile(file, answers);
      const given = Object.entries(vars).flatMap(([name, value]) => ["--var", `${name}=${value}`]);
      const ran = await call(["run", `together-bot/${runbook}`, "--json", "--answers", file, ...given], env);
      const json = ran.out.split("\n").filter((line) => line.startsWith("{"));
      const lines = json.map((line) => JSON.parse(line) as Line);
      walked.ran(runbook, lines);
      return { ...ran, lines };
    },
    comesTo: (step) => eventually(async () => expect(await runningSteps(lab.env.OPSDECK_STATE ?? "")).toContain(step)),
    [Symbol.asyncDispose]: async () => {
      await pool.end();
      await lab.stop();
      await rm(home, { recursive: true });
    },
  };
}

async function runningSteps(state: string): Promise<readonly string[]> {
  const { incidents } = await readIncidents(state);
  const open = incidents.filter(({ entries }) => !entries.some(({ type }) => type === "run.closed"));
  return open.flatMap(({ entries }) => entries.flatMap((entry) => (entry.type === "step.started" ? [entry.step] : [])));
}

/** What went wrong in a run, in words: an empty list is what is wanted. */
export function troubles(lines: readonly Line[]): readonly string[] {
  return lines.filter(({ type }) => type === "step.failed").map(({ step, reason }) => `${step}: ${reason}`);
}

export function passed(lines: readonly Line[], step: string): Line | undefined {
  return lines.find((line) => line.type === "step.passed" && line.step === step);
}

export function skipped(lines: readonly Line[]): readonly string[] {
  return lines.flatMap((line) => (line.type === "step.skipped" ? [line.step ?? ""] : []));
}
