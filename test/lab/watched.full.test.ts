import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { breakFault, healFault } from "../../src/lab/control-client.ts";
import type { Lab } from "../../src/lab/lab.ts";
import { readCoverage } from "../helpers/coverage.ts";
import { eventually } from "../helpers/eventually.ts";
import { startTestLab } from "./lab-target.ts";
import { openWatch, type Watch } from "./watch.ts";

/** The longest hold is 30 minutes: two of the lab at pace 15; what a look back counted has to go, too. */
const WITHIN_MS = 240_000;
/** An objective is missed for sure when the budget of its whole window is burned: of p95 that is 72 looks of 4 s. */
const MISSED_MS = 480_000;

/** Alerts and goals of the runbooks: the fault of their row makes them fire or unmet, the heal gives them back. */
describe.each(["opsmantik", "pocketbrain", "job-seek"])("what %s's runbooks wait for", (system) => {
  const rows = readCoverage().filter((row) => row.system === system && row.fault !== undefined);
  const alerts = rows.flatMap(({ alerts: names, fault }) => names.map((name) => [name, fault ?? ""] as const));
  const goals = rows.flatMap(({ goals: names, fault }) => names.map((name) => [name, fault ?? ""] as const));
  let home: string;
  let lab: Lab;
  let watch: Watch;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), "opsdeck-test-home-"));
    lab = await startTestLab({ systems: [system], era: "B", home });
    watch = await openWatch(lab, home);
  });

  afterAll(async () => {
    await watch[Symbol.asyncDispose]();
    await lab.stop();
    await rm(home, { recursive: true });
  });

  const stands = (id: string, wanted: readonly unknown[], withinMs = WITHIN_MS) =>
    eventually(() => expect(wanted).toContain(watch.standing(id)), withinMs);

  /** What was broken for one row is whole for the next, whatever was seen. */
  const whileBroken = async (fault: string, look: () => Promise<void>): Promise<void> => {
    await breakFault(lab.control, fault);
    try {
      await look();
    } finally {
      await healFault(lab.control, fault);
    }
  };

  it.each(alerts)(
    "alert %s fires under %s, and is resolved",
    async (name, fault) => {
      await watch.until([], WITHIN_MS);
      await stands(`${system}/${name}`, ["inactive", "resolved"]);
      await whileBroken(`${system}/${fault}`, () => stands(`${system}/${name}`, ["firing"]));
      await stands(`${system}/${name}`, ["resolved", "inactive"]);
    },
    4 * WITHIN_MS,
  );

  it.each(goals)(
    "goal %s is not met under %s",
    async (name, fault) => {
      await watch.until([], WITHIN_MS);
      await whileBroken(`${system}/${fault}`, () => stands(`${system}/${name}`, [false], MISSED_MS));
      await watch.until([], WITHIN_MS);
    },
    4 * WITHIN_MS,
  );
});
