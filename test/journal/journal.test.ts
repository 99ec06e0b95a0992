import { spawnSync } from "node:child_process";
import { appendFileSync, chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { SecretText } from "../../src/core/secret.ts";
import type { EntryBody } from "../../src/journal/entry.ts";
import { continueIncident, openIncident } from "../../src/journal/journal.ts";
import { readIncidents } from "../../src/journal/read-incidents.ts";
import { armed, discharged, drill, journalOptions, newState } from "../helpers/journal.ts";

const fileOf = (folder: string): string => join(folder, "journal.jsonl");
const linesOf = (folder: string): string[] => readFileSync(fileOf(folder), "utf8").trimEnd().split("\n");
const note = (text: string): EntryBody => ({ type: "note", text });

describe("a journal", () => {
  it("says in every line when, where, who and what, with a sum, and reads back as it was written", async () => {
    const state = newState();
    const writer = openIncident(journalOptions(state), drill);
    const entry = await writer.append(armed(writer.nextDuty()));
    writer.close();
    const last = JSON.parse(linesOf(writer.folder).at(-1) ?? "") as object;
    expect(Object.keys(last).slice(0, 7)).toEqual(["v", "seq", "at", "mono", "host", "by", "type"]);
    expect(last).toMatchObject({
      v: 1,
      seq: 2,
      at: "2023-11-14T22:13:20.000Z",
      host: "bastion",
      by: "alice uid=1000 tty=pts/3",
      type: "duty.armed",
      duty: "D1-1",
      crc: expect.stringMatching(/^[0-9a-f]{8}$/),
    });
    const { incidents, problems } = await readIncidents(state);
    expect(problems).toEqual([]);
    expect(incidents).toMatchObject([{ id: "INC-0001", title: "drill", closedAt: undefined }]);
    expect(incidents[0]?.entries.at(-1)).toEqual(entry);
  });

  it("goes on where it was, under the next number", async () => {
    const state = newState();
    openIncident(journalOptions(state), drill).close();
    for (const asked of ["INC-0001", "INC-1", "1"]) {
      const writer = continueIncident(journalOptions(state), asked);
      await writer.append(note(asked));
      writer.close();
    }
    const { incidents } = await readIncidents(state);
    expect(incidents[0]?.entries.map((entry) => entry.seq)).toEqual([1, 2, 3, 4]);
    expect(() => continueIncident(journalOptions(state), "INC-0009")).toThrow("no incident INC-0009");
  });

  it.each([1, 20, 200])("cuts %i bytes of a torn line before the next one", async (bytes) => {
    const state = newState();
    const writer = openIncident(journalOptions(state), drill);
    await writer.append(note("kept"));
    writer.close();
    const torn = `{"v":1,"seq":3,"at":"${"x".repeat(300)}`.slice(0, bytes);
    appendFileSync(fileOf(writer.folder), torn);
    expect((await readIncidents(state)).incidents[0]?.entries).toHaveLength(2);
    const next = continueIncident(journalOptions(state), "INC-0001");
    await next.append(note("after the crash"));
    next.close();
    const { incidents, problems } = await readIncidents(state);
    expect(problems).toEqual([]);
    expect(incidents[0]?.entries.map((entry) => ("text" in entry ? entry.text : entry.type))).toEqual([
      "incident.opened",
      "kept",
      "after the crash",
    ]);
  });

  it("tells a damaged line and keeps the others", async () => {
    const state = newState();
    const writer = openIncident(journalOptions(state), drill);
    await writer.append(armed("D1-1"));
    await writer.append(note("after"));
    writer.close();
    const lines = linesOf(writer.folder);
    const flipped = lines.with(1, lines[1]?.replace("break-token", "brake-token") ?? "");
    writeFileSync(fileOf(writer.folder), `${flipped.join("\n")}\n`);
    const { incidents, problems } = await readIncidents(state);
    expect(problems).toEqual([expect.stringMatching(/INC-0001.*line 2 has a wrong sum; a duty may be hidden there/)]);
    expect(incidents[0]).toMatchObject({ doubtful: ["D1-1"], entries: [{ seq: 1 }, { seq: 3 }] });
  });

  it("tells a line that was taken out", async () => {
    const state = newState();
    const writer = openIncident(journalOptions(state), drill);
    for (const text of ["a", "b"]) await writer.append(note(text));
    writer.close();
    writeFileSync(fileOf(writer.folder), `${linesOf(writer.folder).toSpliced(1, 1).join("\n")}\n`);
    expect((await readIncidents(state)).problems).toEqual([
      expect.stringContaining("line 2 is number 3 where 2 was due"),
    ]);
  });

  it("keeps what a later version wrote", async () => {
    const state = newState();
    const writer = openIncident(journalOptions(state), drill);
    const later = { type: "weather", wind: 3 } as unknown as EntryBody;
    await writer.append(later);
    await writer.append({ ...note("n"), mood: "good" } as unknown as EntryBody);
    writer.close();
    const { incidents, problems } = await readIncidents(state);
    expect(problems).toEqual([]);
    expect(incidents[0]?.entries.at(-1)).toMatchObject({ seq: 3, mood: "good" });
    expect(linesOf(writer.folder)).toHaveLength(3);
  });
});

describe("before a line exists", () => {
  it("values of secrets are out of every text, name and list, and ids of ours stay", async () => {
    const redact = (text: string): string => (text === "done" ? "••" : text.replaceAll("hunter2hunter2", "••"));
    const writer = openIncident(journalOptions(newState(), { redact }), { ...drill, title: "hunter2hunter2" });
    const secret = new SecretText(["Bearer ", { name: "k", from: "env", source: "K", place: "a:1" }]);
    await writer.append(
      armed("D1-1", {
        manual: ["set hunter2hunter2"],
        how: [{ with: { hunter2hunter2: "x hunter2hunter2", at: "hunter2hunter2" } }],
      }),
    );
    await writer.append({ ...note("n"), header: secret } as unknown as EntryBody);
    await writer.append({ type: "run.closed", run: "done", result: "done", reason: "hunter2hunter2" });
    await writer.saveEvidence({ name: "../answer of it.json", about: "answer", text: '{"k":"hunter2hunter2"}' });
    writer.close();
    const text = readFileSync(fileOf(writer.folder), "utf8");
    expect(text).not.toContain("hunter2");
    expect(text).toContain('"run":"done","result":"done"');
    expect(text).toContain("Bearer ••••••••");
    expect(readFileSync(join(writer.folder, "evidence/0001-answer-of-it.json"), "utf8")).toBe('{"k":"••"}');
  });

  it.each([
    { type: "duty.discharged", duty: "D1-1", proof: [] },
    { type: "duty.waived", duty: "D1-1", reason: "" },
    { type: "note" },
  ])("%j is refused", async (body) => {
    const writer = openIncident(journalOptions(newState()), drill);
    await expect(writer.append(body as unknown as EntryBody)).rejects.toMatchObject({ code: "invalid" });
    expect(linesOf(writer.folder)).toHaveLength(1);
    writer.close();
  });
});

it("belongs to one writer", async () => {
  const state = newState();
  const writer = openIncident(journalOptions(state), drill);
  expect(() => continueIncident(journalOptions(state, { by: "bob uid=1001 tty=none" }), "1")).toThrow(
    /alice uid=1000 tty=pts\/3 writes this journal since .* \(process \d+ on bastion\)/,
  );
  writer.close();
  continueIncident(journalOptions(state), "1").close();
  await expect(writer.append(note("late"))).rejects.toMatchObject({ code: "broken" });
});

it("gives two incidents two numbers and their duties different ids", () => {
  const state = newState();
  const writers = [1, 2].map(() => openIncident(journalOptions(state), drill));
  expect(writers.map((writer) => writer.incident)).toEqual(["INC-0001", "INC-0002"]);
  expect(writers.flatMap((writer) => [writer.nextDuty(), writer.nextDuty()])).toEqual(["D1-1", "D1-2", "D2-1", "D2-2"]);
  for (const writer of writers) writer.close();
});

it.each([
  [0o700, 0o700, 0o600],
  [0o2770, 0o2770, 0o660],
])("state %o gives folders %o and files %o", async (mode, folderMode, fileMode) => {
  const state = newState();
  chmodSync(state, mode);
  const writer = openIncident(journalOptions(state), drill);
  const { file } = await writer.saveEvidence({ name: "a.txt", about: "a", text: "a" });
  writer.close();
  const modeOf = (path: string): number => statSync(path).mode & 0o7777;
  expect([join(state, "incidents"), writer.folder, join(writer.folder, "evidence")].map(modeOf)).toEqual([
    folderMode,
    folderMode,
    folderMode,
  ]);
  expect([fileOf(writer.folder), join(writer.folder, file)].map(modeOf)).toEqual([fileMode, fileMode]);
});

it("says that nothing was sent when the disk refuses", () => {
  const state = newState();
  writeFileSync(join(state, "incidents"), "a file where a folder must be");
  expect(() => openIncident(journalOptions(state), drill)).toThrow(/cannot be written.*Nothing was sent/);
  const other = newState();
  const writer = openIncident(journalOptions(other), drill);
  writer.close();
  mkdirSync(join(other, "incidents", "INC-0002"));
  mkdirSync(join(other, "incidents", "INC-0002", "journal.jsonl"));
  expect(() => continueIncident(journalOptions(other), "2")).toThrow(expect.objectContaining({ code: "not-writable" }));
});

it("a reader of an unreadable journal is told, and reads the others", async () => {
  const state = newState();
  openIncident(journalOptions(state), drill).close();
  mkdirSync(join(state, "incidents", "INC-0002", "journal.jsonl"), { recursive: true });
  const { incidents, problems } = await readIncidents(state);
  expect(incidents.map(({ id }) => id)).toEqual(["INC-0001"]);
  expect(problems).toEqual([expect.stringContaining("INC-0002/journal.jsonl cannot be read (EISDIR)")]);
});

it("tells hearers only what is on disk", async () => {
  const heard: string[] = [];
  const writer = openIncident(journalOptions(newState()), drill);
  const stop = writer.subscribe((entry) => heard.push(`${entry.type} ${linesOf(writer.folder).length}`));
  await writer.append(discharged("D1-1"));
  stop();
  await writer.append(note("unheard"));
  writer.close();
  expect(heard).toEqual(["duty.discharged 2"]);
});

const FULL_DISK = `
const { openIncident } = await import(${JSON.stringify(join(import.meta.dirname, "../../src/journal/journal.ts"))});
const clock = { now: () => 0, mono: () => 0, after: () => () => undefined };
const options = { state: process.argv[1], clock, host: "bastion", by: "alice", redact: (text) => text };
const writer = openIncident(options, { title: "drill", environment: "lab", systems: [] });
const said = [];
for (const length of [100, 100, 5000, 100])
  await writer.append({ type: "note", text: "x".repeat(length) }).then(() => said.push("kept"), (error) => said.push(error.code));
process.stdout.write(said.join(" "));
`;

it("takes half a line back when the disk is full, and goes on when there is room", async () => {
  const state = newState();
  // Two blocks of 1024 bytes: the first part of the long line fits.
  const { stdout, stderr } = spawnSync(
    "bash",
    ["-c", `ulimit -f 2; exec "$0" "$@"`, process.execPath, "--input-type=module", "-e", FULL_DISK, state],
    { encoding: "utf8" },
  );
  expect({ stdout, stderr }).toEqual({ stdout: "kept kept no-space kept", stderr: "" });
  const { incidents, problems } = await readIncidents(state);
  expect(problems).toEqual([]);
  expect(incidents[0]?.entries.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
});
