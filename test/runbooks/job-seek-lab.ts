import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import pg from "pg";
import { shippedRunbooks, shippedSystems } from "../../bin/shipped.ts";
import type { Instants } from "../../src/journal/instants.ts";
import { breakFault, healFault } from "../../src/lab/control-client.ts";
import type { Lab } from "../../src/lab/lab.ts";
import { opsdeck, type Ran } from "../helpers/cli.ts";
import { readOverlay, startTestLab } from "../lab/lab-target.ts";
import type { Line, RunOptions } from "./together-bot-lab.ts";

interface Killed {
  /** The process is gone once a line with this text is on disk. */
  readonly dieAfter?: string;
}

/** A lab of job-seek, its database as the cockpit sees it, and runs of opsdeck in this process. */
export interface JobSeekLab extends AsyncDisposable {
  readonly lab: Lab;
  readonly vars: Readonly<Record<string, string>>;
  break(fault: string): Promise<void>;
  heal(fault: string): Promise<void>;
  sql<R extends pg.QueryResultRow>(text: string, values?: readonly unknown[]): Promise<R[]>;
  letters(): Promise<readonly string[]>;
  call(argv: readonly string[], env?: RunOptions["env"]): Promise<Ran>;
  run(runbook: string, options?: RunOptions & Killed): Promise<Ran & { readonly lines: readonly Line[] }>;
}

export async function startJobSeekLab(): Promise<JobSeekLab> {
  const home = await mkdtemp(join(tmpdir(), "opsdeck-job-seek-lab-"));
  const lab = await startTestLab({ systems: ["job-seek"], era: "B", home });
  const { vars = {} } = (await readOverlay(lab.config)).find(({ system }) => system === "job-seek") ?? {};
  const pool = new pg.Pool({ connectionString: lab.env.LAB_JOB_SEEK_DATABASE_URL, max: 1 });
  pool.on("error", () => undefined);
  const shipped = { shipped: shippedSystems(), runbooks: shippedRunbooks() };
  const call = (argv: readonly string[], env: RunOptions["env"] = {}, instants?: Instants): Promise<Ran> =>
    opsdeck([...argv, "--config", lab.config], {
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
    run: async (runbook, { vars: given = {}, answers, env, dieAfter } = {}) => {
      const own = answers === undefined ? `job-seek-${runbook}.yaml` : "own.yaml";
      const file = join(dirname(lab.config), "answers", own);
      if (answers !== undefined) await writeFile(file, answers);
      const words = Object.entries(given).flatMap(([name, value]) => ["--var", `${name}=${value}`]);
      const ran = await call(
        ["run", `job-seek/${runbook}`, "--json", "--answers", file, ...words],
        env,
        killer(dieAfter),
      );
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

function killer(text: string | undefined): Instants | undefined {
  if (text === undefined) return undefined;
  return {
    reached: (instant, line) => {
      if (instant === "on-disk" && line.includes(text)) throw new Error("killed");
    },
  };
}
