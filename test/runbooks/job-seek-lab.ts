import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import pg from "pg";
import { stringify } from "yaml";
import { shippedRunbooks, shippedSystems } from "../../bin/shipped.ts";
import type { Instants } from "../../src/journal/instants.ts";
import { breakFault, healFault } from "../../src/lab/control-client.ts";
import type { Lab } from "../../src/lab/lab.ts";
import { opsdeck, type Ran } from "../helpers/cli.ts";
import { readOverlay, startTestLab } from "../lab/lab-target.ts";
import type { Line, RunOptions } from "./together-bot-lab.ts";

interface More {
  /** The process is gone once a line with this text is on disk. */
  readonly dieAfter?: string;
  /** References over those of the lab. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** What somebody does when a step begins. */
  readonly during?: Readonly<Record<string, () => Promise<unknown>>>;
}

/** A lab of job-seek, its database as the cockpit sees it, and runs of opsdeck in this process. */
export interface JobSeekLab extends AsyncDisposable {
  readonly lab: Lab;
  readonly vars: Readonly<Record<string, string>>;
  break(fault: string): Promise<void>;
  heal(fault: string): Promise<void>;
  sql<R extends pg.QueryResultRow>(text: string, values?: readonly unknown[]): Promise<R[]>;
  letters(): Promise<readonly string[]>;
  /** What the lab's own program for the worker's token prints now. */
  token(): Promise<string>;
  call(argv: readonly string[], env?: RunOptions["env"]): Promise<Ran>;
  run(runbook: string, options?: RunOptions & More): Promise<Ran & { readonly lines: readonly Line[] }>;
}

export async function startJobSeekLab(): Promise<JobSeekLab> {
  const home = await mkdtemp(join(tmpdir(), "opsdeck-job-seek-lab-"));
  const lab = await startTestLab({ systems: ["job-seek"], era: "B", home });
  const { vars = {} } = (await readOverlay(lab.config)).find(({ system }) => system === "job-seek") ?? {};
  const pool = new pg.Pool({ connectionString: lab.env.LAB_JOB_SEEK_DATABASE_URL, max: 1 });
  pool.on("error", () => undefined);
  const shipped = { shipped: shippedSystems(), runbooks: shippedRunbooks() };
  /** A config in `argv` counts over the lab's. */
  const call = (argv: readonly string[], env: RunOptions["env"] = {}, instants?: Instants): Promise<Ran> =>
    opsdeck([...argv.slice(0, 1), "--config", lab.config, ...argv.slice(1)], {
      home,
      env: { ...lab.env, PATH: "/usr/bin:/bin", ...env },
      ...shipped,
      ...(instants && { instants }),
    });
  return {
    lab,
    vars,
    break: (fault) => breakFault(lab.control, `job-seek/${fault}`),
    heal: (fault) => healFault(lab.control, `job-seek/${fault}`),
    sql: async (text, values = []) => (await pool.query(text, [...values])).rows,
    letters: () => readdir(vars.deadLetters ?? ""),
    call,
    token: async () => {
      const init = { method: "POST", body: JSON.stringify({ argv: [], stdin: "", env: {} }) };
      const response = await fetch(`${lab.control}/commands/job-seek/tasksToken`, init);
      return ((await response.json()) as { stdout: string }).stdout.trim();
    },
    run: async (runbook, { vars: given = {}, answers, env, dieAfter, secrets, during = {} } = {}) => {
      const own = answers === undefined ? `job-seek-${runbook}.yaml` : "own.yaml";
      const file = join(dirname(lab.config), "answers", own);
      if (answers !== undefined) await writeFile(file, answers);
      const words = Object.entries(given).flatMap(([name, value]) => ["--var", `${name}=${value}`]);
      const over = join(home, "over.yaml");
      if (secrets !== undefined) await writeFile(over, stringify({ system: "job-seek", secrets }));
      const doings: Promise<unknown>[] = [];
      const hear = ({ type, step }: { readonly type: string; readonly step?: string }) => {
        const doing = type === "step.started" ? during[step ?? ""] : undefined;
        if (doing) doings.push(doing());
      };
      const ran = await call(
        [
          ...["run", `job-seek/${runbook}`, "--json", "--answers", file, ...words],
          ...(secrets === undefined ? [] : ["--config", over]),
        ],
        env,
        { reached: hearing(hear, dieAfter) },
      );
      await Promise.all(doings);
      const lines = ran.out.split("\n").filter((line) => line.startsWith("{"));
      return { ...ran, lines: lines.map((line) => JSON.parse(line) as Line) };
    },
    [Symbol.asyncDispose]: async () => {
      await pool.end();
      await lab.stop();
      await rm(home, { recursive: true });
    },
  };
}

/** Hears each line that is on disk, and ends the run at one with a text. */
function hearing(hear: (line: { readonly type: string }) => void, dieAfter: string | undefined): Instants["reached"] {
  return (instant, line) => {
    if (instant !== "on-disk") return;
    if (dieAfter !== undefined && line.includes(dieAfter)) throw new Error("killed");
    hear(JSON.parse(line));
  };
}

/** Why a run was closed, or undefined. */
export function closing(lines: readonly Line[]): string | undefined {
  return lines.find(({ type }) => type === "run.closed")?.reason;
}
