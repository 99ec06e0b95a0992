import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadConfig, parseSource } from "../../src/config/load-config.ts";
import { listFaults } from "../../src/lab/control-client.ts";
import { LAB_SYSTEMS, type Lab } from "../../src/lab/lab.ts";
import { findRunbooks, parseRunbooks } from "../../src/runbooks/read-runbooks.ts";
import { type CoverageRow, readCoverage } from "../helpers/coverage.ts";
import { known } from "../helpers/known.ts";
import { startTestLab } from "../lab/lab-target.ts";
import { RUNBOOK_LINES } from "./runbook-lines.ts";

const rows = readCoverage();
let home: string;
let lab: Lab;
let faults: Awaited<ReturnType<typeof listFaults>>;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "opsdeck-test-home-"));
  lab = await startTestLab({ systems: LAB_SYSTEMS, era: "B", home });
  faults = await listFaults(lab.control);
});

afterAll(async () => {
  await lab.stop();
  await rm(home, { recursive: true });
});

async function offered(system: string) {
  const file = `src/systems/${system}/system.yaml`;
  const sources = [parseSource(file, await readFile(file, "utf8"), true)];
  const config = loadConfig({ sources, ...known, systems: [system], pace: 1 });
  const { runbooks } = parseRunbooks(await findRunbooks(`src/systems/${system}`));
  return {
    checks: config.plans.map(({ id }) => id),
    watched: [...config.alerts, ...config.goals].map(({ id }) => id),
    steps: runbooks.flatMap(({ head, steps }) => steps.map(({ step: { id } }) => `${head.runbook}#${id}`)),
  };
}

describe.each(Object.entries(RUNBOOK_LINES))("the runbooks of %s", (system, lines) => {
  const own = rows.filter((row) => row.system === system);

  it("have one row for each line, and no row for a line that is not there", () => {
    const named = own.map(({ line }) => line).filter((line) => line !== "");
    expect(named.toSorted()).toEqual(Object.keys(lines).toSorted());
  });

  it("are looked at by checks, alerts, goals and steps that exist", async () => {
    const { checks, watched, steps } = await offered(system);
    const missing = own.flatMap((row) => [
      ...row.checks.filter((id) => !checks.includes(`${system}/${id}`)),
      ...row.alerts.filter((id) => !watched.includes(`${system}/alert:${id}`)),
      ...row.goals.filter((id) => !watched.includes(`${system}/goal:${id}`)),
      ...row.steps.filter((id) => !steps.includes(`${system}/${id}`)),
    ]);
    expect(missing).toEqual([]);
  });

  it("have for each line something that looks, and a fault that proves it or a reason why none can", () => {
    const looks = ({ checks, alerts, goals, steps }: CoverageRow) =>
      [...checks, ...alerts, ...goals, ...steps].length > 0;
    expect(own.filter((row) => !looks(row) || (row.fault === undefined && row.note === ""))).toEqual([]);
  });

  it("name faults that take one of their checks from ok", () => {
    const unproved = own.filter(({ fault, checks }) => {
      if (fault === undefined) return false;
      const taken = faults.find(({ id }) => id === `${system}/${fault}`)?.checks ?? [];
      return taken.length === 0 || (checks.length > 0 && !checks.some((id) => taken.includes(`${system}/${id}`)));
    });
    expect(unproved.map(({ line, fault }) => `${line}: ${fault}`)).toEqual([]);
  });
});
