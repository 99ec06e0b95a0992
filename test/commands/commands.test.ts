import { expect, it } from "vitest";
import { openStart } from "../../src/commands/change-commands.ts";
import type { Actions, Command } from "../../src/commands/command.ts";
import { fuzzyScore } from "../../src/commands/fuzzy.ts";
import { keyConflicts, keyMistakes, withKeys } from "../../src/commands/keys.ts";
import { paletteEntries } from "../../src/commands/palette-entries.ts";
import { isGuarded, takesText } from "../../src/commands/scope.ts";
import type { CockpitEvent } from "../../src/store/state.ts";
import { fakeActions } from "../helpers/actions.ts";
import { incident } from "../helpers/incident.ts";
import { commands } from "../helpers/known.ts";
import { confirmAsk, offer, runView } from "../helpers/run.ts";
import { after } from "../helpers/state.ts";

it("gives each key of a scope to one command, each id to one command", () => {
  expect(keyConflicts(commands)).toEqual([]);
  expect(new Set(commands.map(({ id }) => id)).size).toBe(commands.length);
});

it("names both owners of a key", () => {
  const changed = withKeys(commands, { freeze: ["j"], nobody: ["x"] });
  expect(keyConflicts(changed)).toEqual([{ scope: "main", key: "j", owners: ["row.down", "freeze"] }]);
  expect(changed.find(({ id }) => id === "freeze")?.footer?.keys).toBe("j");
});

it("names each command for itself where a user's keys make a common name wrong", () => {
  const changed = withKeys(commands, { "panel.previous": ["p"] });
  expect(changed.filter(({ scope, help }) => scope === "main" && help !== undefined)).toEqual([]);
  const others = (table: readonly Command[]) =>
    table.filter(({ scope, help }) => scope !== "main" && help !== undefined);
  expect(others(changed)).toEqual(others(commands));
  expect(others(commands).length).toBeGreaterThan(0);
});

it.each<[Readonly<Record<string, readonly string[]>>, string, string]>([
  [{ freze: ["f"] }, 'no command "freze"', "write freeze"],
  [{ "form.enter": ["y"] }, "form.enter answers a dialog: its keys are the same everywhere", "remove it"],
  [{ freeze: ["ctrl-f"] }, '"ctrl-f" is no key', "write one character, ctrl+a …"],
  [{ suspend: ["z"] }, '"z" is text where suspend works', "write a ctrl+ or alt+ key"],
  [{ freeze: ["j"] }, '"j" belongs to two commands of main: row.down and freeze', "give one of them another key"],
  [
    { freeze: ["ctrl+c"] },
    '"ctrl+c" belongs to two commands of main: interrupt and freeze',
    "give one of them another key",
  ],
])("refuses %j", (overrides, message, hint) => {
  const [mistake, ...more] = keyMistakes(commands, overrides);
  expect(more).toEqual([]);
  expect(mistake).toMatchObject({ command: Object.keys(overrides)[0], message, hint: expect.stringContaining(hint) });
});

it("takes keys that change places", () => {
  expect(keyMistakes(commands, { freeze: ["s"], "system.open": ["space"] })).toEqual([]);
  expect(keyMistakes(commands, { freeze: ["f", "ctrl+f"], "check.row": ["alt+c"] })).toEqual([]);
});

it("leaves the keys free that terminals and peers want", () => {
  const taken = commands.flatMap(({ keys }) => keys);
  for (const key of ["d", "x", "ctrl+k", "ctrl+l", "ctrl+a", "ctrl+b", "ctrl+s", "ctrl+\\"])
    expect(taken).not.toContain(key);
});

it("binds no printable key where every printable key is text", () => {
  const printable = (key: string): boolean => [...key].length === 1 || key === "space";
  for (const { scope, keys } of commands) if (takesText(scope)) expect(keys.filter(printable)).toEqual([]);
});

it("gives a reason for everything that does not work yet", () => {
  const state = incident();
  const off = commands.filter(({ disabled }) => disabled?.(state) !== undefined);
  expect(off.map(({ keys }) => keys[0])).toEqual(expect.arrayContaining(["r", "R", "W", "e", "m", "b"]));
  for (const { disabled } of off) expect(disabled?.(state)).toMatch(/\w+ \w+/);
});

it("changes a system only from a guarded dialog", () => {
  const calls: string[] = [];
  const state = incident({ lab: { pace: 15, faults: [] } });
  const actions = fakeActions(calls);
  const run = (command: Command) =>
    command.run({ state, dispatch: () => undefined, actions, commands, frame: () => "", mostScroll: () => 0 });
  for (const command of commands) if (!isGuarded(command.scope)) void run(command);
  expect(
    calls.filter((call) => !/^(run|copy|suspend|quit|lock|give the lead|keepReading|again|putAway)/.test(call)),
  ).toEqual([]);
});

it("finds by the starts of words before the middle of them", () => {
  const score = (text: string): number => fuzzyScore("omw", text) ?? Number.NEGATIVE_INFINITY;
  expect(score("go to om watchtower")).toBeGreaterThan(score("some two words"));
  expect(fuzzyScore("xyz", "om watchtower")).toBeUndefined();
});

it("offers commands, checks, systems, and faults only in the lab", () => {
  const fault = { id: "opsmantik/qstash-token", title: "QSTASH_TOKEN is wrong", system: "opsmantik", on: true };
  const kinds = (lab: boolean): readonly string[] => {
    const state = incident(lab ? { lab: { pace: 15, faults: [fault] } } : {});
    return [...new Set(paletteEntries(commands, state, "").map(({ kind }) => kind))];
  };
  expect(kinds(false)).toEqual(["command", "check", "system"]);
  expect(kinds(true)).toContain("fault");
  const [first] = paletteEntries(commands, incident({ lab: { pace: 15, faults: [fault] } }), "heal");
  expect(first).toMatchObject({ kind: "fault", title: "heal QSTASH_TOKEN is wrong" });
});

it("finds the way out by what editors call it, before a fault that has the letters somewhere", () => {
  const fault = { id: "opsmantik/quiet-ingest", title: "The app is quiet", system: "opsmantik", on: false };
  const state = incident({ lab: { pace: 15, faults: [fault] } });
  expect(paletteEntries(commands, state, "qui").map(({ id }) => id)).toContain(fault.id);
  for (const text of ["q", "quit", "leave"]) expect(paletteEntries(commands, state, text)[0]?.id).toBe("leave.open");
});

it("puts what is meant to the letter first, and leaves out what only has the letters of a word somewhere", () => {
  const faults = [
    { id: "om/qstash-app-token", title: "The app's token is wrong", system: "om", on: false },
    { id: "om/qstash-token", title: "QSTASH_TOKEN is wrong", system: "om", on: false },
    { id: "tb/redis-down", title: "Redis is down", system: "tb", on: false },
    { id: "tb/edits", title: "Discord limits the rate of edits", system: "tb", on: false },
  ];
  const state = incident({ lab: { pace: 15, faults } });
  const found = (text: string) => paletteEntries(commands, state, text).map(({ id }) => id);
  expect(found("om/qstash-token")[0]).toBe("om/qstash-token");
  expect(found("QSTASH_TOKEN is wrong")).toContain("om/qstash-token");
  expect(found("redis")).toContain("tb/redis-down");
  expect(found("redis")).not.toContain("tb/edits");
  expect(found("rdedits")).toContain("tb/edits");
});

it("looks at nothing while another cockpit leads, and says who does", () => {
  const looked: unknown[] = [];
  const state = { ...incident(), leader: { name: "alice", pid: 4711, host: "bastion" } };
  const actions = { runNow: (ids: readonly string[]) => looked.push(ids) } as unknown as Actions;
  const notices: CockpitEvent[] = [];
  const looks = commands.filter(({ keys }) => keys.includes("c") || keys.includes("C"));
  for (const { run, disabled } of looks) {
    const why = disabled?.(state);
    if (why !== undefined) expect(why).toContain("follows process 4711 of alice");
    void run({ state, dispatch: (e) => notices.push(e), actions, commands, frame: () => "", mostScroll: () => 0 });
  }
  expect(looked).toEqual([]);
  expect(looks.length).toBeGreaterThan(1);
  expect(notices).toHaveLength(looks.length);
});

const runbookKeys = (key: string) => commands.find(({ scope, keys }) => scope === "runbook" && keys.includes(key));

it("looks at what can be chosen when a runbook's form opens, and at nothing that writes", () => {
  const params = {
    duel: { type: "choice", choices: { check: "app", table: "rows", column: "id" } },
    raid: { type: "choice", choices: { check: "app", table: "rows", column: "id" } },
    how: { type: "choice", choices: ["a", "b"] },
  } as const;
  const state = after(incident(), { type: "runbooks.offered", runbooks: [{ ...offer, params }] });
  const looked: string[][] = [];
  const seen: CockpitEvent[] = [];
  const actions = { runNow: (ids: readonly string[]) => looked.push([...ids]) } as unknown as Actions;
  const dispatch = (event: CockpitEvent) => void seen.push(event);
  openStart({ state, dispatch, actions, commands, frame: () => "", mostScroll: () => 0 }, offer.id);
  expect(seen[0]).toMatchObject({ type: "overlay.opened", overlay: { about: { kind: "start", runbook: offer.id } } });
  expect(looked).toEqual([["opsmantik/app"]]);
});

it("shows by enter all that another step saw, and acts on the step at which the run stands", () => {
  const steps = runView().steps.map((step, index) => (index === 0 ? { ...step, check: "opsmantik/app" } : step));
  const state = after(
    incident(),
    { type: "run.shown", view: runView({ steps }) },
    { type: "run.asked", question: confirmAsk() },
  );
  const enter = runbookKeys("enter");
  const opened = (viewed: string | undefined): unknown => {
    const seen: CockpitEvent[] = [];
    const context = { actions: fakeActions([]), commands, frame: () => "", mostScroll: () => 0 };
    const there = after(state, { type: "step.viewed", step: viewed });
    void enter?.run({ ...context, state: there, dispatch: (event) => void seen.push(event) });
    return seen[0];
  };
  expect(opened("confirm-deploy")).toMatchObject({ overlay: { type: "detail", checkId: "opsmantik/app" } });
  expect(opened("restore-token")).toMatchObject({ overlay: { about: { kind: "change" } } });
  expect(opened(undefined)).toMatchObject({ overlay: { about: { kind: "change" } } });
});
