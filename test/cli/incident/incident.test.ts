import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { expect, test } from "vitest";
import { shippedTrainings } from "../../../bin/shipped.ts";
import { openIncident } from "../../../src/journal/journal.ts";
import { foldIncident } from "../../../src/record/fold-incident.ts";
import { handOff, handOffText } from "../../../src/record/hand-off.ts";
import { parseRecording } from "../../../src/recording/recording.ts";
import { recordedFrames } from "../../../src/recording/replay.ts";
import { opsdeck } from "../../helpers/cli.ts";
import { journalOptions, newState } from "../../helpers/journal.ts";
import { panelIds } from "../../helpers/known.ts";
import { bodies, journal, NOW, seen } from "../../record/small-incident.ts";
import { frameOf, live, minute } from "../../recording/live-incident.ts";

/** A state directory with the small incident up to a line of it, and calls on it. */
async function stateWith(count = bodies.length) {
  const state = newState();
  const writer = openIncident(journalOptions(state), {
    title: "publish failures",
    environment: "production",
    systems: ["shop"],
  });
  for (const body of bodies.slice(1, count)) await writer.append(body);
  writer.close();
  const call = (...argv: readonly string[]) =>
    opsdeck([...argv, "--state", state], { home: state, version: "0.0.0", trainings: shippedTrainings() });
  return { state, folder: writer.folder, call };
}

test("report in each format, of the newest incident or by its number", async () => {
  const { call } = await stateWith();
  const markdown = await call("report");
  expect([markdown.code, markdown.err]).toEqual([0, ""]);
  expect(markdown.out).toMatch(/^# INC-0001: publish fails\n/);
  expect((await call("report", "1", "--format", "html")).out).toMatch(/^<!doctype html>/);
  const json = JSON.parse((await call("report", "INC-0001", "--json")).out) as Record<string, unknown>;
  expect(json).toMatchObject({ version: 1, id: "INC-0001", severity: "SEV2", duties: [{ id: "D7-1", open: false }] });
});

test.each([
  [["report", "--format", "pdf"], "--format takes md, html or json"],
  [["report", "INC-0009"], "no incident INC-0009"],
  [["report", "1", "2"], 'one incident, not also "2"'],
  [["handoff", "x"], "no incident x"],
  [["replay"], "replay takes an incident, a file or degraded-drill, no-sessions"],
  [["replay", "1"], "INC-0001 has no recording"],
  [["replay", "./nothing.jsonl"], "cannot be read"],
])("%j is a wrong call", async (argv, why) => {
  const { call } = await stateWith(3);
  const { code, err } = await call(...argv);
  expect([code, err]).toEqual([2, expect.stringContaining(why)]);
});

test("a damaged journal is told, in the report and by the exit code", async () => {
  const { folder, call } = await stateWith();
  appendFileSync(join(folder, "journal.jsonl"), '{"v":1,"seq":99,"ty');
  const { code, out } = await call("report");
  expect(code).toBe(4);
  expect(out).toContain("NOT WHOLE: the last line of the journal is torn");
});

test("hand-off: what is owed comes first, with its steps by hand", async () => {
  const { call } = await stateWith(13);
  const { code, out } = await call("handoff", "--json");
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    version: 1,
    incident: "INC-0001",
    duties: [{ id: "D7-1", manual: ["set TOKEN back"] }],
    next: [{ command: "opsdeck restore D7-1" }, { command: "opsdeck run shop/drill" }, {}, {}, {}],
    open: "opsdeck --incident INC-0001",
  });
});

test("hand-off in words", () => {
  const open = [...bodies.slice(0, 13), seen("shop/publish", "unknown", 13)];
  expect(handOffText(handOff(foldIncident(journal(open.length, open), NOW)))).toMatchInlineSnapshot(`
    "INC-0007  publish fails
    production, SEV2, lead alice, scribe carol, open for 1:00
    as of 2023-11-14 22:14:20 UTC

    OPEN DUTIES
      D7-1  restore TOKEN: applied
          1. set TOKEN back

    BAD
      shop/publish  unknown, bad since 2023-11-14 22:13:00: 7 publish failures in 15 min
      shop/proof  fail, bad since 2023-11-14 22:13:32: 500

    TRIED
      2023-11-14 22:13:28  alice: change (D7-1): vercel-env to api.vercel.com: done: 200

    NEXT
      1. restore D7-1: restore TOKEN (production, applied)  (opsdeck restore D7-1)
      2. go on with shop/drill, which stands at break-token (passed), or abort it  (opsdeck run shop/drill)
      3. shop/publish was not seen ok since 2023-11-14 22:13:00 (unknown now): 7 publish failures in 15 min  (opsdeck check shop/publish)
      4. shop/proof was not seen ok since 2023-11-14 22:13:32: 500  (opsdeck check shop/proof)
      5. close INC-0007 when this is done

    go on here: opsdeck --incident INC-0007
    "
  `);
});

test("replay --check: 0 as recorded, 1 another frame", async () => {
  const state = newState();
  const cockpit = live(state);
  for (const event of minute()) cockpit.store.dispatch(event);
  cockpit.stop();
  cockpit.journal.close();
  const over = { home: state, version: "0.0.0" };
  const same = await opsdeck(["replay", "1", "--check", "--state", state], over);
  expect([same.code, same.out, same.err]).toEqual([0, "2 of 2 frames as recorded\n", ""]);
  const path = join(cockpit.journal.folder, "events.jsonl");
  const file = join(state, "other.jsonl");
  writeFileSync(file, readFileSync(path, "utf8").replaceAll('"operator":"oncall"', '"operator":"mallory"'));
  const other = await opsdeck(["replay", file, "--check", "--json"], { ...over, version: "9.9.9" });
  expect(other.code).toBe(1);
  expect(other.err).toContain("recorded by opsdeck 0.0.0, this is 9.9.9");
});

test("the trainings are small, whole, and every frame of them can be drawn", () => {
  const trainings = shippedTrainings();
  expect(trainings.map(({ name }) => name)).toEqual(["degraded-drill", "no-sessions"]);
  for (const { packed } of trainings) {
    const bytes = Buffer.from(packed, "base64");
    expect(bytes.length).toBeLessThan(150_000);
    const recording = parseRecording(brotliDecompressSync(bytes).toString());
    expect(recording?.problems).toEqual([]);
    const frames = recording ? [...recordedFrames(recording)] : [];
    expect(frames.length).toBeGreaterThan(5);
    for (const { state } of frames) expect(frameOf({ ...state, panels: panelIds }).split("\n")).toHaveLength(30);
  }
});
