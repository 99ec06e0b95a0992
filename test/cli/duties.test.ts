import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { EntryBody } from "../../src/journal/entry.ts";
import { continueIncident, openIncident } from "../../src/journal/journal.ts";
import { opsdeck } from "../helpers/cli.ts";
import { armed, discharged, drill, journalOptions, newState } from "../helpers/journal.ts";

const applied: EntryBody = { type: "duty.applied", duty: "D1-1" };

/** A home whose state directory holds one incident with these lines. */
function homeWith(...bodies: readonly EntryBody[]): string {
  const home = newState();
  const writer = openIncident(journalOptions(join(home, "state")), drill);
  for (const body of bodies) writer.appendSync(body);
  writer.close();
  return home;
}

const journalIn = (home: string): string => join(home, "state/incidents/INC-0001/journal.jsonl");
const lastLine = (home: string): object =>
  JSON.parse(readFileSync(journalIn(home), "utf8").trimEnd().split("\n").at(-1) ?? "") as object;

/** A system whose only check is never looked at by itself. */
function configIn(home: string): string {
  const path = join(home, "shop.yaml");
  writeFileSync(
    path,
    `system: shop
title: Shop
tag: sh
environment: production
checks:
  - id: door
    kind: tcp
    mode: on-demand
    panels: [sync]
    with: { host: 127.0.0.1, port: 9 }
    judge: [ { when: { fact: tookMs, gte: 0 }, verdict: ok, say: open } ]
`,
  );
  return path;
}

describe("duties", () => {
  it("lists what is owed, for programs and for people", async () => {
    const home = homeWith(
      armed("D1-1", { dueBy: "2023-11-14T22:43:20.000Z" }),
      applied,
      armed("D1-2"),
      discharged("D1-2"),
    );
    const { code, out, err } = await opsdeck(["duties", "--json"], { home });
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(JSON.parse(out)).toEqual({
      version: 1,
      unseen: null,
      duties: [
        {
          id: "D1-1",
          incident: "INC-0001",
          run: "R1",
          runbook: "shop/drill",
          step: "break-token",
          system: "shop",
          environment: "production",
          title: "restore TOKEN",
          state: "applied",
          openedAt: "2023-11-14T22:13:20.000Z",
          since: expect.any(String),
          dueBy: "2023-11-14T22:43:20.000Z",
          manual: ["set TOKEN back"],
        },
      ],
    });
    const people = (await opsdeck(["duties"], { home })).out;
    expect(people).toMatch(/◆ D1-1 {2}restore TOKEN {2}shop production\n.*applied .* ago, OVERDUE/);
    expect(people).toContain("by hand   1. set TOKEN back");
    expect(people).toMatch(/opsdeck restore D1-1\n$/);
    const given = (await opsdeck(["duties", "--state", join(home, "state")], { home })).out;
    expect(given).toContain(`opsdeck restore D1-1 --state ${join(home, "state")}\n`);
  });

  it("says that nothing is owed, also where no journal ever was", async () => {
    expect(await opsdeck(["duties"], { home: newState() })).toEqual({ code: 0, out: "no duty is open\n", err: "" });
  });

  it("fears a damaged line", async () => {
    const home = homeWith(armed("D1-1"), applied);
    writeFileSync(journalIn(home), readFileSync(journalIn(home), "utf8").replaceAll("break-token", "brake-token"));
    const ran = await opsdeck(["duties", "--json"], { home });
    expect(ran).toMatchObject({ code: 4, err: expect.stringMatching(/line 2 has a wrong sum; a duty may be hidden/) });
    expect(JSON.parse(ran.out)).toMatchObject({ duties: [{ id: "D1-1", state: "applied" }] });
  });

  it("never lets control bytes of a journal reach the terminal", async () => {
    const home = homeWith(armed("D1-1", { title: "a\u001b[2Jb\u0007", manual: ["\u009b31mred"] }));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control bytes are what this is about
    expect((await opsdeck(["duties"], { home })).out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });
});

describe("check", () => {
  it("exits with 3 while a duty is open, lists it, and prints its steps", async () => {
    const home = homeWith(armed("D1-1"), applied);
    const path = configIn(home);
    const ran = await opsdeck(["check", "--json", "--config", path], { home });
    expect(ran).toMatchObject({ code: 3, err: "" });
    expect(JSON.parse(ran.out)).toMatchObject({ duties: [{ id: "D1-1", state: "applied", incident: "INC-0001" }] });
    const people = await opsdeck(["check", "--config", path], { home });
    expect(people.out).toContain("◆ 1 OPEN DUTY");
    expect((await opsdeck(["frame", "--columns", "120", "--config", path], { home })).out).toContain("◆ 1 OPEN DUTY");
  });
});

describe("waive", () => {
  it("ends a duty with person and reason in the journal", async () => {
    const home = homeWith(armed("D1-1"), applied);
    const words = join(home, "answers.yaml");
    writeFileSync(words, "D1-1: waive D1-1\n");
    const ran = await opsdeck(
      ["waive", "d1-1", "--reason", "the project is gone", "--answers", words, "--as", "carol"],
      { home },
    );
    expect(ran).toMatchObject({ code: 0, err: "" });
    expect(lastLine(home)).toMatchObject({
      type: "duty.waived",
      duty: "D1-1",
      reason: "the project is gone",
      by: expect.stringMatching(/^carol uid=\d+ tty=\S+$/),
    });
    expect((await opsdeck(["duties"], { home })).out).toBe("no duty is open\n");
  });

  it.each([
    [["waive"], 2, /takes one duty/],
    [["waive", "D1-1"], 2, /needs --reason/],
    [["waive", "D1-1", "--reason", "  "], 2, /needs --reason/],
    [["waive", "D9-9", "--reason", "x"], 2, /no open duty D9-9; open: D1-1/],
    [["waive", "D1-1", "--reason", "x"], 1, /still open: it wanted the words "waive D1-1"/],
    [["waive", "D1-1", "--reason", "x", "--answers", "/nowhere"], 2, /answers file/],
  ])("%j exits with %i and changes nothing", async (argv, code, words) => {
    const home = homeWith(armed("D1-1"), applied);
    const before = readFileSync(journalIn(home), "utf8");
    expect(await opsdeck(argv, { home })).toMatchObject({ code, err: expect.stringMatching(words) });
    expect(readFileSync(journalIn(home), "utf8")).toBe(before);
  });

  it("leaves the duty open while another process writes the journal", async () => {
    const home = homeWith(armed("D1-1"));
    const writer = continueIncident(
      { ...journalOptions(join(home, "state")), host: (await import("node:os")).hostname() },
      "1",
    );
    const ran = await opsdeck(["waive", "D1-1", "--reason", "x", "--yes"], { home });
    writer.close();
    expect(ran).toMatchObject({
      code: 1,
      err: expect.stringMatching(/D1-1 is still open: alice .* writes this journal/),
    });
    expect((await opsdeck(["waive", "D1-1", "--reason", "x", "--yes"], { home })).code).toBe(0);
  });
});

it("lists incidents, newest first", async () => {
  const home = homeWith(armed("D1-1"));
  const second = openIncident(journalOptions(join(home, "state")), { ...drill, title: "second" });
  second.appendSync({ type: "incident.closed" });
  second.close();
  const { out, code } = await opsdeck(["incidents", "--json"], { home });
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    version: 1,
    incidents: [
      { id: "INC-0002", title: "second", closedAt: expect.any(String), duties: [] },
      { id: "INC-0001", title: "drill", closedAt: null, duties: ["D1-1"] },
    ],
  });
  expect((await opsdeck(["incidents"], { home })).out).toMatch(
    /^INC-0002 {2}closed[^\n]+second\nINC-0001 {2}open .*◆ D1-1\n$/,
  );
  expect((await opsdeck(["incidents"], { home: newState() })).out).toBe("no incident yet\n");
});
