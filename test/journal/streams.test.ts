import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { bastionOf, keepBastion } from "../../src/journal/bastion.ts";
import type { JournalEntry } from "../../src/journal/entry.ts";
import { folderFor } from "../../src/journal/incident-folders.ts";
import { continueIncident, openIncident } from "../../src/journal/journal.ts";
import { modesOf } from "../../src/journal/modes.ts";
import { readIncidents } from "../../src/journal/read-incidents.ts";
import { appendOthers, mergeStreams, wholeLinesOf } from "../../src/journal/streams.ts";
import { openDuties } from "../../src/runbooks/duties.ts";
import { FakeClock } from "../helpers/fake-clock.ts";
import { armed, discharged, drill, journalOptions, newState } from "../helpers/journal.ts";

/** A bastion writes a line, or hears all lines of another; whose clock is wrong by so many ms. */
const history = fc.record({
  skews: fc.tuple(fc.integer({ min: -1e6, max: 1e6 }), fc.integer({ min: -1e6, max: 1e6 }), fc.constant(0)),
  deeds: fc.array(fc.record({ who: fc.nat(2), hears: fc.option(fc.nat(2)) }), { maxLength: 40 }),
});

function lived({ skews, deeds }: typeof history extends fc.Arbitrary<infer H> ? H : never) {
  const entries: JournalEntry[][] = [[], [], []];
  const heard = [
    [0, 0, 0],
    [0, 0, 0],
    [0, 0, 0],
  ];
  /** For each line, the lines that its writer had on disk. */
  const before = new Map<string, readonly string[]>();
  for (const [time, { who, hears }] of deeds.entries()) {
    const known = heard[who] as number[];
    if (hears !== null && hears !== who) {
      known[hears] = entries[hears]?.length ?? 0;
      continue;
    }
    const own = entries[who] as JournalEntry[];
    const text = `${who}.${own.length + 1}`;
    const saw = Object.fromEntries(
      known.flatMap((count, other) => (count > 0 && other !== who ? [[`b${other}`, count]] : [])),
    );
    before.set(
      text,
      [0, 1, 2].flatMap((one) => (entries[one] ?? []).slice(0, one === who ? own.length : known[one]).map(textOf)),
    );
    own.push({
      v: 1,
      seq: own.length + 1,
      at: new Date(1_700_000_000_000 + time * 1000 + (skews[who] ?? 0)).toISOString(),
      mono: 0,
      host: `b${who}`,
      by: "x",
      saw,
      type: "note",
      text,
    });
  }
  return { streams: entries.map((own, index) => ({ bastion: `b${index}`, entries: own })), before };
}

function textOf(entry: JournalEntry): string {
  return entry.type === "note" ? entry.text : "";
}

it("has every line once, numbered, and none before what its writer had seen, whatever the clocks say", () => {
  fc.assert(
    fc.property(history, (one) => {
      const { streams, before } = lived(one);
      const merged = mergeStreams(streams);
      const texts = merged.map(textOf);
      expect(texts.toSorted()).toEqual([...before.keys()].toSorted());
      expect(merged.map(({ seq }) => seq)).toEqual(merged.map((_, index) => index + 1));
      for (const [index, text] of texts.entries())
        for (const earlier of before.get(text) ?? []) expect(texts.indexOf(earlier)).toBeLessThan(index);
      expect(mergeStreams(streams.toReversed()).map(textOf)).toEqual(texts);
    }),
  );
});

/** A bastion's state directory, with a clock of its own. */
function bastion(ordinal: number, skewMs = 0) {
  const state = newState();
  const { id } = keepBastion(state, { ...bastionOf(state), ordinal });
  const clock = new FakeClock();
  void clock.advance(skewMs);
  return { state, id, options: journalOptions(state, { clock, host: `b${ordinal}` }) };
}
type Place = ReturnType<typeof bastion>;

/** What a store does: the lines of one disk that another does not have yet. */
function carry(from: Place, to: Place, number: number): void {
  const modes = modesOf(to.state);
  const folder = folderFor(to.state, number, modes);
  const known = wholeLinesOf(join(folder, "others", `${from.id}.jsonl`)).length;
  appendOthers(
    folder,
    from.id,
    wholeLinesOf(join(folderFor(from.state, number, modes), "journal.jsonl"), known),
    modes,
  );
}

async function dutiesOf({ state }: Place): Promise<readonly string[]> {
  const { incidents, problems } = await readIncidents(state);
  expect(problems).toEqual([]);
  return openDuties(incidents).map(({ id }) => id);
}

it("a duty of one bastion is everybody's, and ends everywhere where it ends, whatever the clocks say", async () => {
  const [fra, nyc] = [bastion(1, 3_600_000), bastion(2)];
  const there = openIncident(fra.options, drill);
  there.appendSync(armed(there.nextDuty()));
  carry(fra, nyc, 1);
  expect(await dutiesOf(nyc)).toEqual(["D1-1"]);

  const here = continueIncident(nyc.options, "INC-0001");
  expect(here.entries().map(({ type }) => type)).toEqual(["incident.opened", "duty.armed"]);
  const ended = here.appendSync(discharged("D1-1"));
  expect(ended).toMatchObject({ seq: 1, saw: { [fra.id]: 2 } });
  expect(here.entries().map(({ seq }) => seq)).toEqual([1, 2, 3]);
  expect(await dutiesOf(nyc)).toEqual([]);
  carry(nyc, fra, 1);
  expect(await dutiesOf(fra)).toEqual([]);

  // The writer that was open all the time takes up what has come.
  expect(there.appendSync({ type: "note", text: "seen" }).saw).toEqual({ [nyc.id]: 1 });
  expect(there.appendSync({ type: "note", text: "said once" }).saw).toBeUndefined();
  expect(there.entries().map(({ type }) => type)).toEqual([
    "incident.opened",
    "duty.armed",
    "duty.discharged",
    "note",
    "note",
  ]);
});

it("bastions that cannot reach each other give no two duties and no two incidents one name", async () => {
  const [fra, nyc] = [bastion(1), bastion(2)];
  const opened = [fra, nyc, fra, nyc].map(({ options }) => openIncident(options, drill));
  expect(new Set(opened.map(({ incident }) => incident)).size).toBe(4);
  opened[1]?.close();
  carry(fra, nyc, 1);
  carry(nyc, fra, 2);
  const other = continueIncident(nyc.options, "INC-0001");
  expect([opened[0]?.nextDuty(), opened[0]?.nextDuty(), other.nextDuty(), other.nextDuty()]).toEqual([
    "D1-1",
    "D1-2",
    "D1-b2-1",
    "D1-b2-2",
  ]);
});

it("a tail that was torn while it was fetched is fetched again", () => {
  const [fra, nyc] = [bastion(1), bastion(2)];
  openIncident(fra.options, drill).appendSync({ type: "note", text: "whole" });
  carry(fra, nyc, 1);
  const path = join(folderFor(nyc.state, 1, modesOf(nyc.state)), "others", `${fra.id}.jsonl`);
  const whole = readFileSync(path, "utf8");
  writeFileSync(path, whole.slice(0, -20));
  carry(fra, nyc, 1);
  expect(readFileSync(path, "utf8")).toBe(whole);
});

it("a file that no bastion wrote is no journal", async () => {
  const fra = bastion(1);
  openIncident(fra.options, drill);
  const others = join(folderFor(fra.state, 1, modesOf(fra.state)), "others");
  mkdirSync(others);
  writeFileSync(join(others, "../../evil.jsonl".replaceAll("/", "_")), "x");
  writeFileSync(join(others, `${fra.id}.jsonl`), "one's own name is not another's");
  expect((await readIncidents(fra.state)).problems).toEqual([]);
});
