import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { foldIncident } from "../../src/record/fold-incident.ts";
import { frameHash, Recorder } from "../../src/recording/recorder.ts";
import { parseRecording, RECORDING, type Recording } from "../../src/recording/recording.ts";
import { recordedFrames, spanOf, stateAt } from "../../src/recording/replay.ts";
import type { CockpitState } from "../../src/store/state.ts";
import { newState } from "../helpers/journal.ts";
import { planOf, read, readingOf, stateOf, T0 } from "../helpers/state.ts";
import { frameOf, type Live, live, minute } from "./live-incident.ts";

function recorded({ journal, stop }: Live): Recording {
  stop();
  const recording = parseRecording(readFileSync(join(journal.folder, RECORDING), "utf8"));
  if (!recording) throw new Error("no recording");
  return recording;
}

describe("what was on the screen", () => {
  test("is drawn again, frame by frame, as its hashes say", () => {
    const cockpit = live(newState());
    for (const event of minute()) cockpit.store.dispatch(event);
    const frames = [...recordedFrames(recorded(cockpit))];
    expect(frames).toHaveLength(2);
    for (const { frame, state } of frames) expect(frameHash(frameOf(state))).toBe(frame.sha256);
  });

  test("at any moment, also after a seek to it", () => {
    const cockpit = live(newState());
    const shown = new Map<number, CockpitState>();
    for (const event of minute()) {
      cockpit.store.dispatch(event);
      const state = cockpit.store.getState();
      shown.set(state.now, state);
    }
    const recording = recorded(cockpit);
    fc.assert(
      fc.property(fc.constantFrom(...shown), ([at, then]) => {
        const state = stateAt(recording, at);
        // The recording has no line for a second in which nothing happened.
        expect(state && frameOf({ ...state, now: at })).toBe(frameOf(then));
      }),
      { numRuns: 5 },
    );
    expect(spanOf(recording)).toEqual({ from: T0, to: T0 + 60_000 });
  });

  test("another event gives another frame", () => {
    const cockpit = live(newState());
    for (const event of minute()) cockpit.store.dispatch(event);
    const recording = recorded(cockpit);
    const moments = recording.moments.filter((moment) => moment.kind !== "event" || moment.event.type !== "zoomed");
    const [, last] = recordedFrames({ ...recording, moments });
    expect(last && frameHash(frameOf(last.state))).not.toBe(last?.frame.sha256);
  });

  test("a second start goes on in the same file", () => {
    const state = newState();
    const cockpit = live(state);
    recorded(cockpit);
    const { folder } = cockpit.journal;
    const options = {
      folder,
      mode: 0o600,
      incident: "INC-0001",
      version: "0.0.0",
      zone: "UTC",
      redact: String,
      ended: () => {},
    };
    new Recorder(options, stateOf([planOf("t/c")], { now: T0 + 90_000 })).stop(stateOf([]));
    const recording = parseRecording(readFileSync(join(folder, RECORDING), "utf8"));
    expect(recording && Object.keys(stateAt(recording, T0 + 90_000)?.checks ?? {})).toEqual(["t/c"]);
  });
});

describe("what the journal gets", () => {
  test("each change of a verdict once, from when it was bad, and alerts", () => {
    const cockpit = live(newState());
    for (const event of minute()) cockpit.store.dispatch(event);
    cockpit.stop();
    const lines = cockpit.journal.entries().flatMap((entry) => (entry.type === "reading" ? [entry.reading] : []));
    const ingest = lines.filter(({ check }) => check === "opsmantik/ingest");
    expect(ingest.map(({ verdict }) => verdict)).toEqual(["fail", "ok"]);
    const alerts = lines.filter(({ check }) => check === "opsmantik/alert:stale");
    expect(alerts.map(({ verdict, at }) => [verdict, Date.parse(at) - T0])).toEqual([
      ["fail", 3000],
      ["ok", 41_000],
    ]);
    const entries = [...cockpit.journal.entries()];
    const record = foldIncident({ id: "INC-0001", entries, doubtful: [], torn: false }, T0);
    expect(record.impact.spans.find(({ check }) => check === "opsmantik/ingest")).toMatchObject({
      verdict: "fail",
      words: "refused",
    });
    expect(record.alerts).toMatchObject([{ alert: "opsmantik/alert:stale", to: expect.any(String) }]);
  });

  test("a check that flaps does not fill it, and its end is told", () => {
    const cockpit = live(newState());
    const flapping = Array.from({ length: 301 }, (_, index) =>
      read("opsmantik/ingest", { seq: 100 + index, at: T0 + index, verdict: index % 2 === 0 ? "fail" : "ok" }),
    );
    for (const event of flapping) cockpit.store.dispatch(event);
    cockpit.stop();
    const lines = cockpit.journal
      .entries()
      .filter((entry) => entry.type === "reading" && entry.reading.check === "opsmantik/ingest");
    expect(lines).toHaveLength(41);
    expect(lines.at(-1)).toMatchObject({ reading: { verdict: "fail" } });
  });
});

describe("nothing of it does harm", () => {
  test("no secret and no raw answer reach the disk", () => {
    const cockpit = live(newState(), (text) => text.replaceAll("hunter2hunter2", "••••"));
    const trace = ["authorization: hunter2hunter2", "the raw answer"];
    const summary = "password=hunter2hunter2";
    cockpit.store.dispatch(read("opsmantik/ingest", { seq: 100, verdict: "fail", summary, trace }));
    cockpit.store.dispatch({ type: "filter.changed", panel: "sync", text: "hunter2hunter2" });
    cockpit.stop();
    for (const name of [RECORDING, "journal.jsonl"]) {
      const text = readFileSync(join(cockpit.journal.folder, name), "utf8");
      expect(text).toContain("password=••••");
      expect(text).not.toContain("hunter2");
      expect(text).not.toContain("the raw answer");
    }
    expect(statSync(join(cockpit.journal.folder, RECORDING)).mode & 0o777).toBe(0o600);
  });

  test("it is bounded, says so, and the incident goes on", () => {
    const folder = newState();
    const ended: string[] = [];
    const options = { folder, mode: 0o600, incident: "INC-0001", version: "0.0.0", zone: "UTC", redact: String };
    const state = stateOf([planOf("t/c")]);
    const recorder = new Recorder({ ...options, ended: (why) => ended.push(why), limitBytes: 4000 }, state);
    for (let second = 1; second < 200; second++)
      recorder.heard(read("t/c", { seq: second }), { ...state, now: T0 + second * 1000 });
    expect(ended).toHaveLength(1);
    const path = join(folder, RECORDING);
    expect(statSync(path).size).toBeLessThan(5000);
    expect(parseRecording(readFileSync(path, "utf8"))?.moments.at(-1)).toMatchObject({ kind: "end" });
  });

  test("a journal that cannot be written stops the recorder, not the cockpit", () => {
    const cockpit = live(newState());
    cockpit.journal.close();
    cockpit.store.dispatch(read("opsmantik/ingest", { seq: 100, verdict: "fail" }));
    cockpit.store.dispatch(read("opsmantik/ingest", { seq: 101, verdict: "ok" }));
    expect(cockpit.told).toEqual([expect.stringContaining("not in the journal of INC-0001 any more")]);
    expect(cockpit.store.getState().checks["opsmantik/ingest"]?.history.at(-1)?.seq).toBe(101);
  });

  test.each(["", "{}", '{"v":2,"type":"recording"}', "null\n[]"])("a file that is no recording is none: %j", (text) => {
    expect(parseRecording(text)).toBeUndefined();
  });

  test("torn and foreign lines are left out and told", () => {
    const cockpit = live(newState());
    const reading = readingOf("opsmantik/ingest", { seq: 100 });
    cockpit.store.dispatch({ type: "check.read", reading, nextAt: undefined, epoch: 1 });
    cockpit.stop();
    const text = readFileSync(join(cockpit.journal.folder, RECORDING), "utf8");
    const torn = parseRecording(`${text}{"t":1,"event":{"type":"che`);
    expect(torn?.problems).toHaveLength(1);
    expect(torn?.moments).toHaveLength(text.trim().split("\n").length);
  });
});
