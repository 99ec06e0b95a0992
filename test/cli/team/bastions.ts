import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { TEAM_SCHEMA } from "../../../src/clients/team-schema.ts";
import { startPostgres, type TestPostgres } from "../../helpers/servers/postgres.ts";
import { startTcpProxy, type TcpProxy } from "../../helpers/servers/tcp-proxy.ts";

const LEASE_MS = 1000;
const PATIENCE_MS = 20_000;

type Said = Readonly<Record<string, unknown>>;

/** One cockpit of a bastion, as a process of its own. */
export interface Cockpit {
  /** Undefined while it is dead. */
  child: ChildProcess | undefined;
  readonly said: Said[];
  readonly bastion: Bastion;
}

/** A host: a state directory and a way to the store that can be spoiled. */
export interface Bastion {
  readonly name: string;
  readonly state: string;
  readonly proxy: TcpProxy;
}

/** Three cockpits on two hosts that share one real PostgreSQL. */
export interface Team extends AsyncDisposable {
  readonly postgres: TestPostgres;
  readonly bastions: readonly Bastion[];
  readonly cockpits: readonly Cockpit[];
  start(cockpit: Cockpit): Promise<void>;
  kill(cockpit: Cockpit): Promise<void>;
  /** Tells a living cockpit to do something, and resolves with what it says about it, by the first name of the answer. */
  ask(cockpit: Cockpit, what: object, answer: string): Promise<Said>;
}

/** A store whose bastions may sign in as `bastion` and nothing more. */
export async function startStore(): Promise<TestPostgres> {
  const postgres = await startPostgres();
  await postgres.sql(TEAM_SCHEMA);
  await postgres.sql("create role bastion login password 'bastion' in role opsdeck_bastion");
  return postgres;
}

export function storeUrl(port: number): string {
  return `postgresql://bastion:bastion@127.0.0.1:${port}/postgres`;
}

export async function startTeam(): Promise<Team> {
  const postgres = await startStore();
  const bastions = await Promise.all(
    ["fra", "nyc"].map(
      async (name): Promise<Bastion> => ({
        name,
        state: mkdtempSync(join(tmpdir(), `opsdeck-${name}-`)),
        proxy: await startTcpProxy(postgres.port),
      }),
    ),
  );
  const [fra, nyc] = bastions as [Bastion, Bastion];
  const cockpits = [fra, fra, nyc].map((bastion): Cockpit => ({ child: undefined, said: [], bastion }));
  const team: Team = {
    postgres,
    bastions,
    cockpits,
    start,
    kill,
    ask,
    async [Symbol.asyncDispose]() {
      await Promise.all(cockpits.map(kill));
      await Promise.all(bastions.map(({ proxy }) => proxy[Symbol.asyncDispose]()));
      for (const { state } of bastions) rmSync(state, { recursive: true, force: true });
      await postgres[Symbol.asyncDispose]();
    },
  };
  await Promise.all(cockpits.map(start));
  return team;
}

async function start(cockpit: Cockpit): Promise<void> {
  const { name, state, proxy } = cockpit.bastion;
  const program = join(import.meta.dirname, "bastion-program.ts");
  const child = spawn(process.execPath, [program, state, storeUrl(proxy.port), name, String(LEASE_MS)], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { PATH: "/usr/bin:/bin" },
  });
  cockpit.child = child;
  cockpit.said.length = 0;
  createInterface({ input: child.stdout }).on("line", (line) => cockpit.said.push(JSON.parse(line) as Said));
  await until(() => cockpit.said.some((said) => "ready" in said), `${name} is ready`);
}

async function kill(cockpit: Cockpit): Promise<void> {
  const { child } = cockpit;
  if (!child) return;
  cockpit.child = undefined;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await gone;
}

async function ask(cockpit: Cockpit, what: object, answer: string): Promise<Said> {
  const from = cockpit.said.length;
  cockpit.child?.stdin?.write(`${JSON.stringify(what)}\n`);
  const find = () => cockpit.said.slice(from).find((said) => answer in said);
  await until(() => find() !== undefined, `${cockpit.bastion.name} answers ${JSON.stringify(what)}`);
  return find() as Said;
}

/** Resolves as soon as it is so; fails when it is not in a time that is far beyond all leases. */
export async function until(isSo: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`never: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
