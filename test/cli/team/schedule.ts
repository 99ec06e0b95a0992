import { expect } from "vitest";
import { readIncidents } from "../../../src/journal/read-incidents.ts";
import { type Bastion, type Cockpit, type Team, until } from "./bastions.ts";

const STEPS = 8;

/** mulberry32: the same seed gives the same schedule everywhere. */
function seeded(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** What a drill lived through: notes that were on a disk when their writer said so. */
interface Drill {
  readonly team: Team;
  readonly incident: string;
  readonly seed: number;
  readonly written: string[];
  readonly log: string[];
}

/**
 * One drill of three cockpits on two hosts under faults that a seed chose: leaders and followers are killed, networks frozen
 * or cut, the database is restarted. When all is well again, all bastions and the store have the same, once, under one lead.
 */
export async function expectOneRecord(team: Team, seed: number): Promise<void> {
  const drill = await begin(team, seed);
  const random = seeded(seed);
  for (let step = 0; step < STEPS; step++) await steps[random(steps.length)]?.(drill, random);
  await heal(team);
  try {
    await expectConverged(drill);
    await expectOneLead(team);
  } catch (error) {
    const said = team.cockpits.map((one) => `${one.bastion.name}: ${JSON.stringify(one.said.slice(-5))}`).join("\n");
    throw new Error(`seed ${seed}: ${drill.log.join(", ")}: ${String(error)}\n${said}`, { cause: error });
  }
}

async function begin(team: Team, seed: number): Promise<Drill> {
  const [cockpit] = team.cockpits;
  const { opened } = await team.ask(cockpit as Cockpit, { open: `drill ${seed}` }, "opened");
  const incident = String(opened);
  await until(
    async () => (await Promise.all(team.bastions.map((one) => notesOf(one, incident)))).every(Boolean),
    incident,
  );
  return { team, incident, seed, written: [], log: [] };
}

type Random = (below: number) => number;
type Step = (drill: Drill, random: Random) => Promise<void>;

async function write(drill: Drill, random: Random): Promise<void> {
  const { team, incident, seed, written, log } = drill;
  const living = team.cockpits.filter(({ child }) => child);
  const cockpit = living[random(living.length)];
  if (!cockpit) return;
  const text = `note ${seed}.${written.length}`;
  const said = await team.ask(cockpit, { incident, text }, "wrote");
  if (said.wrote !== text) throw new Error(`not written: ${JSON.stringify(said)}`);
  written.push(text);
  log.push(`${cockpit.bastion.name} writes as ${String(said.fence)}`);
}

const spoil =
  (mood: "frozen" | "resets" | "deaf"): Step =>
  async ({ team, log }, random) => {
    const bastion = team.bastions[random(team.bastions.length)];
    bastion?.proxy.set(mood);
    log.push(`${bastion?.name} ${mood}`);
  };

const steps: readonly Step[] = [
  write,
  write,
  write,
  async (drill, random) => {
    const { team, log } = drill;
    const cockpit = team.cockpits[random(team.cockpits.length)] as Cockpit;
    log.push(`${cockpit.child ? "kill" : "start"} ${cockpit.bastion.name}`);
    await (cockpit.child ? team.kill(cockpit) : team.start(cockpit));
  },
  async ({ team, log }) => {
    const leader = team.cockpits.find(leads);
    log.push(`kill the lead of ${leader?.bastion.name ?? "nobody"}`);
    if (leader) await team.kill(leader);
  },
  spoil("frozen"),
  spoil("resets"),
  spoil("deaf"),
  async ({ team, log }) => {
    for (const { proxy } of team.bastions) proxy.set("passes");
    log.push("networks pass");
  },
  async ({ team, log }) => {
    log.push("database restarts");
    await team.postgres.restart();
  },
  async ({ team, log }) => {
    const leader = team.cockpits.find(leads);
    leader?.child?.stdin?.write('{"give":"it"}\n');
    log.push("the lead is given away");
  },
];

/** Whether a living cockpit said last that it leads. */
function leads({ child, said }: Cockpit): boolean {
  return child !== undefined && said.findLast((one) => "leader" in one)?.leader === "me";
}

async function heal(team: Team): Promise<void> {
  for (const { proxy } of team.bastions) proxy.set("passes");
  for (const cockpit of team.cockpits) if (!cockpit.child) await team.start(cockpit);
}

/** Texts of all notes, in the order in which this bastion has them; undefined when it has no such incident. */
async function notesOf({ state }: Bastion, id: string): Promise<readonly string[] | undefined> {
  const { incidents, problems } = await readIncidents(state);
  expect(problems).toEqual([]);
  const incident = incidents.find((one) => one.id === id);
  return incident?.entries.flatMap((entry) => (entry.type === "note" ? [entry.text] : []));
}

async function expectConverged({ team, incident, written }: Drill): Promise<void> {
  const same = async (): Promise<boolean> => {
    const notes = await Promise.all(team.bastions.map((bastion) => notesOf(bastion, incident)));
    return notes.every((own) => own && own.length >= written.length);
  };
  await until(same, "every bastion has all notes");
  for (const bastion of team.bastions) {
    const notes = await notesOf(bastion, incident);
    expect(notes?.toSorted(), bastion.name).toEqual(written.toSorted());
    // Each note was written when the one before was on a disk of the same host, or reached it: one order everywhere.
    expect(notes, bastion.name).toEqual(await notesOf(team.bastions[0] as Bastion, incident));
  }
  const stored = await team.postgres.sql<{ line: string }>(
    'select line from opsdeck.lines where incident = $1 and line like \'%"type":"note"%\'',
    [Number(incident.slice("INC-".length))],
  );
  expect(stored.map(({ line }) => (JSON.parse(line) as { text: string }).text).toSorted()).toEqual(written.toSorted());
}

/** From the record: lines that were written as lead follow the order of the leases, each of which one process held. */
async function expectOneLead(team: Team): Promise<void> {
  await until(() => team.cockpits.filter(leads).length === 1, "one cockpit leads");
  const led = await team.postgres.sql<{ fence: string; bastion: string; holder: string }>(
    `select fence, line.bastion, lead.bastion as holder from opsdeck.lines line join opsdeck.leads lead using (fence)
     where as_lead order by place`,
  );
  const fences = led.map(({ fence }) => Number(fence));
  expect(fences).toEqual(fences.toSorted((a, b) => a - b));
  expect(led.filter(({ bastion, holder }) => bastion !== holder)).toEqual([]);
}
