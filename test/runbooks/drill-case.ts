import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect } from "vitest";
import { findDuties } from "../../src/cli/find-duties.ts";
import { readIncidents } from "../../src/journal/read-incidents.ts";
import { foldDuties } from "../../src/runbooks/duties.ts";
import { bundleProgram } from "../helpers/bundle.ts";
import { opsdeck } from "../helpers/cli.ts";
import { type Crash, crashWords, runOnPty } from "../helpers/crash.ts";
import { type DrillDouble, GOOD, startDrillDouble } from "./drill-double.ts";
import { writeDrill } from "./drill-system.ts";

const TOKEN = "vercel-token";
const RUN = ["run", "qstash-degraded-proof", "--unlock"];
const RESTORES = 3;

/** What production can have seen, by the state that the journal tells. */
const SEEN: Readonly<Record<string, readonly string[]>> = {
  "no duty": [""],
  armed: [""],
  "apply-unknown": ["", "break"],
  applied: ["break"],
  restoring: ["break"],
  "restore-unknown": ["break", "break restore"],
  "restored-unproved": ["break restore"],
  discharged: ["break restore"],
};

let folder = "";
let program = "";

/** Bundles the program once for all cases of a file. */
export function drillProgram(): void {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "opsdeck-drill-program-"));
    program = await bundleProgram(folder);
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
}

interface Place {
  readonly home: string;
  readonly state: string;
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly double: DrillDouble;
}

async function withDrill<T>(work: (place: Place) => Promise<T>): Promise<T> {
  const home = mkdtempSync(join(tmpdir(), "opsdeck-drill-"));
  const double = await startDrillDouble(TOKEN);
  try {
    const argv = await writeDrill(home, double.base, double.vercel.origin);
    const state = join(home, "state");
    const env = { HOME: home, OPSDECK_STATE: state, VERCEL_TOKEN: TOKEN, APP_TOKEN: GOOD };
    return await work({ home, state, argv, env, double });
  } finally {
    await double[Symbol.asyncDispose]();
    rmSync(home, { recursive: true, force: true });
  }
}

/** How many lines the drill writes when nothing ends it. */
export function linesOfDrill(): Promise<number> {
  return withDrill(async ({ state, argv, env, double }) => {
    const { exitCode, text } = await runOnPty([program, "", ...RUN, ...argv], env);
    expect(exitCode, text).toBe(0);
    expect(seenBy(double)).toBe("break restore");
    const { incidents } = await readIncidents(state);
    return incidents.flatMap(({ entries }) => entries).length;
  });
}

/**
 * One row of the table: a drill on a real pty is ended there. The next start finds its duty in a state that fits what
 * production saw; it goes on until data ends the duty, and production has seen one break and one restore.
 */
export function expectSurvives(crash: Crash): Promise<void> {
  return withDrill(async (place) => {
    const { state, argv, env, double } = place;
    const { exitCode, signal, text } = await runOnPty([program, crashWords(crash), ...RUN, ...argv], env);
    const { incidents, problems } = await readIncidents(state);
    // A signal that can be heard in the last lines lets it come to its end.
    const done = incidents.some(({ entries }) => entries.some((entry) => entry.type === "run.closed"));
    const killed = crash.end === "SIGKILL" || crash.end === "torn";
    expect(signal > 0 || (!killed && (done || exitCode > 0)), `it ended: ${text}`).toBe(true);
    expect(problems).toEqual([]);
    const [duty, ...more] = incidents.flatMap(foldDuties);
    const told = duty?.ended ?? duty?.state ?? "no duty";
    expect(SEEN[told], `${told}, and production saw "${seenBy(double)}"`).toContain(seenBy(double));
    expect(more).toEqual([]);
    if (duty?.ended === undefined && seenBy(double) !== "") expect((await findDuties(state)).duties).toHaveLength(1);
    if (!done) await goOn(place);
    expect([seenBy(double), double.redeploys(), double.vercel.live()]).toEqual(["break restore", 2, GOOD]);
    expect(double.posts.filter((post) => post === "degraded").length).toBeLessThanOrEqual(1);
  });
}

/** Starts again, then restores what that leaves open, until nothing is owed. */
async function goOn({ home, state, argv, env }: Place): Promise<void> {
  const call = (words: readonly string[]) =>
    opsdeck([...words, ...argv], { home, env: { ...env, PATH: "/usr/bin:/bin" } });
  const said = [(await call(RUN)).err];
  for (let tries = 0; tries < RESTORES; tries += 1) {
    const [open] = (await findDuties(state)).duties;
    if (open) said.push((await call(["restore", open.id, "--yes"])).err);
  }
  expect((await findDuties(state)).duties, said.join("\n")).toEqual([]);
}

function seenBy({ written }: DrillDouble): string {
  return written().join(" ");
}
