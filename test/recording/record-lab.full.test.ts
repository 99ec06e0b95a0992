import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { shippedSystems } from "../../bin/shipped.ts";
import { readIncident } from "../../src/journal/read-incidents.ts";
import { foldIncident } from "../../src/record/fold-incident.ts";
import { parseRecording } from "../../src/recording/recording.ts";
import { opsdeck } from "../helpers/cli.ts";
import { DRILLS, recordLab } from "./record-lab.ts";

test("a drill in the lab is drawn again as it was seen, and its report says that all is restored", async () => {
  const home = mkdtempSync(join(tmpdir(), "opsdeck-record-lab-"));
  const { folder, result } = await recordLab({ ...DRILLS["degraded-drill"], home });
  expect(result).toBe("done");
  const replayed = await opsdeck(["replay", "1", "--check", "--state", join(home, "state")], {
    home,
    shipped: shippedSystems(),
  });
  expect([replayed.code, replayed.err]).toEqual([0, ""]);
  const { incident } = await readIncident(folder);
  const record = incident && foldIncident(incident, Date.now());
  expect(record?.duties).toMatchObject([{ state: "discharged", proof: expect.arrayContaining([expect.anything()]) }]);
  expect(record?.impact.first?.check).toBe("opsmantik/sync-proof");
  expect(record?.changes.length).toBeGreaterThan(3);
  expect(parseRecording(readFileSync(join(folder, "events.jsonl"), "utf8"))?.problems).toEqual([]);
  rmSync(home, { recursive: true });
});
