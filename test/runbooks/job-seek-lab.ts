import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import pg from "pg";
import { expect } from "vitest";
import { stringify } from "yaml";
import { shippedRunbooks, shippedSystems } from "../../bin/shipped.ts";
import { checkKinds } from "../../checks/index.ts";
import type { CliContext } from "../../src/cli/context.ts";
import type { CheckKind } from "../../src/core/check.ts";
import type { Instants } from "../../src/journal/instants.ts";
import { breakFault, healFault } from "../../src/lab/control-client.ts";
import type { Lab } from "../../src/lab/lab.ts";
import { opsdeck, type Ran } from "../helpers/cli.ts";
import { startRecordingProxy } from "../helpers/servers/recording-proxy.ts";
import { readOverlay, startTestLab } from "../lab/lab-target.ts";
import type { Line, RunOptions } from "./together-bot-lab.ts";
import { Walked } from "./walked.ts";

interface More {
  /** The process is gone once a line with this text is on disk. */
  readonly dieAfter?: string;
  /** Over what the lab's own config says of the system. */
  readonly over?: {
    readonly secrets?: Readonly<Record<string, string>>;
    readonly vars?: Readonly<Record<string, string>>;
  };
  /** What somebody does when a step begins. */
  readonly during?: Readonly<Record<string, () => Promise<unknown>>>;
  /** What somebody does when a step has proved its target, so before its request leaves. */
  readonly between?: { readonly step: string; readonly work: () => Promise<unknown> };
}

/** A lab of job-seek, its database as the cockpit sees it, and runs of opsdeck in this process. */
export interface JobSeekLab extends AsyncDisposable {
  readonly lab: Lab;
  readonly vars: Readonly<Record<string, string>>;
  readonly walked: Walked;
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
  const walked = new Walked();
  const shipped = { shipped: shippedSystems(), runbooks: shippedRunbooks() };
  /** A config in `argv` counts over the lab's. */
  const call = (argv: readonly string[], env: RunOptions["env"] = {}, more: Partial<CliContext> = {}): Promise<Ran> =>
    opsdeck([...argv.slice(0, 1), "--config", lab.config, ...argv.slice(1)], {
      home,
      env: { ...lab.env, PATH: "/usr/bin:/bin", ...env },
      ...shipped,
      ...more,
    });
  return {
    lab,
    vars,
    walked,
    break: (fault) => {
      walked.broke(fault);
      return breakFault(lab.control, `job-seek/${fault}`);
    },
    heal: (fault) => {
      walked.healed(fault);
      return healFault(lab.control, `job-seek/${fault}`);
    },
    sql: async (text, values = []) => (await pool.query(text, [...values])).rows,
    letters: () => readdir(vars.deadLetters ?? ""),
    call: (argv, env) => call(argv, env),
    token: async () => {
      const init = { method: "POST", body: JSON.stringify({ argv: [], stdin: "", env: {} }) };
      const response = await fetch(`${lab.control}/commands/job-seek/tasksToken`, init);
      return ((await response.json()) as { stdout: string }).stdout.trim();
    },
    run: async (runbook, { vars: given = {}, answers, env, dieAfter, over, during = {}, between } = {}) => {
      const own = answers === undefined ? `job-seek-${runbook}.yaml` : "own.yaml";
      const file = join(dirname(lab.config), "answers", own);
      if (answers !== undefined) await writeFile(file, answers);
      const words = Object.entries(given).flatMap(([name, value]) => ["--var", `${name}=${value}`]);
      const overlay = join(home, "over.yaml");
      if (over !== undefined) await writeFile(overlay, stringify({ system: "job-seek", ...over }));
      const doings: Promise<unknown>[] = [];
      let proving = false;
      const proved = async () => {
        if (!proving) return;
        proving = false;
        await between?.work();
      };
      const hear = ({ type, step }: { readonly type: string; readonly step?: string }) => {
        const doing = type === "step.started" ? during[step ?? ""] : undefined;
        if (doing) doings.push(doing());
        if (type === "step.started") proving = step === between?.step;
      };
      const ran = await call(
        [
          ...["run", `job-seek/${runbook}`, "--json", "--answers", file, ...words],
          ...(over === undefined ? [] : ["--config", overlay]),
        ],
        env,
        { instants: { reached: hearing(hear, dieAfter) }, checkKinds: telling("file", proved) },
      );
      await Promise.all(doings);
      const json = ran.out.split("\n").filter((line) => line.startsWith("{"));
      const lines = json.map((line) => JSON.parse(line) as Line);
      walked.ran(runbook, lines);
      return { ...ran, lines };
    },
    [Symbol.asyncDispose]: async () => {
      await pool.end();
      await lab.stop();
      await rm(home, { recursive: true });
    },
  };
}

/** All kinds of checks, one of which tells when a look of it has ended: `file` is what proves job-seek. */
function telling(kind: string, told: () => Promise<void>): CliContext["checkKinds"] {
  const look =
    (one: CheckKind): CheckKind["run"] =>
    async (context, signal) => {
      const facts = await one.run(context, signal);
      await told();
      return facts;
    };
  return checkKinds.map((one) => (one.kind === kind ? { ...one, run: look(one) } : one));
}

/** Runs while whoever sends what `request` names (`POST /path`) never hears the answer, though the target has done it. */
export async function losing(
  { vars, run }: JobSeekLab,
  { target, request }: { readonly target: "api" | "worker"; readonly request: RegExp },
  [runbook, options]: Parameters<JobSeekLab["run"]>,
): ReturnType<JobSeekLab["run"]> {
  await using proxy = await startRecordingProxy(vars[target] ?? "", (line) => request.test(line));
  const ran = await run(runbook, { ...options, over: { vars: { [target]: proxy.url } } });
  expect(proxy.seen.filter((line) => request.test(line))).toHaveLength(1);
  return ran;
}

/** The run of the fault `failed-run`: of the person whom the cockpit can sign in as. */
export async function failedRun({ sql }: JobSeekLab): Promise<string> {
  const [failed] = await sql<{ id: string }>(
    `select r.id from job_source_runs r join users u on u.id = r.user_id
     where r.status = 'FAILED' and u.email = 'ops@example.com'`,
  );
  return failed?.id ?? "";
}

/** A retry that is made, and whose answer never comes. */
export function lostRetry(at: JobSeekLab, run: string): ReturnType<JobSeekLab["run"]> {
  return losing(at, { target: "api", request: /^POST .*\/retry$/ }, ["failed-run-retry", { vars: { run } }]);
}

/** Hears each line that is on disk, and ends the run at one with a text. */
function hearing(hear: (line: { readonly type: string }) => void, dieAfter: string | undefined): Instants["reached"] {
  return (instant, line) => {
    if (instant !== "on-disk") return;
    if (dieAfter !== undefined && line.includes(dieAfter)) throw new Error("killed");
    hear(JSON.parse(line));
  };
}

/** Faults of the rows of docs/COVERAGE.md that the file of the letters walks; the others are of the other file. */
export const LETTER_FAULTS: readonly (string | undefined)[] = ["dead-letters", "oidc-letters", "poisoned-letter"];

/** Why a run was closed, or undefined. */
export function closing(lines: readonly Line[]): string | undefined {
  return lines.find(({ type }) => type === "run.closed")?.reason;
}
