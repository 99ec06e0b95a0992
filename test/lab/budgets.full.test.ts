import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { breakFault, healFault } from "../../src/lab/control-client.ts";
import type { Lab } from "../../src/lab/lab.ts";
import { type RecordingProxy, startRecordingProxy } from "../helpers/servers/recording-proxy.ts";
import { readOverlay, startTestLab } from "./lab-target.ts";
import { openWatch } from "./watch.ts";

/** Ten minutes at pace 15, counted on the servers' side. */
const TEN_MINUTES = 40_000;
const MINUTE = 4000;

const budgets: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  "job-seek": { api: 20, worker: 6 },
  opsmantik: { base: 20 },
  pocketbrain: { serverBase: 12, edgeBase: 9 },
  "together-bot": { base: 4 },
};

/** What hangs, what is answered by 500, what forgets each login, and what is gone. */
const worst: Readonly<Record<string, readonly string[]>> = {
  "job-seek": ["db-down", "throttled", "worker-down"],
  opsmantik: ["garbage", "slow", "db-down"],
  pocketbrain: ["db-hung", "upstream-down", "rate-limited"],
  "together-bot": ["db-frozen", "bot-crash", "garbage"],
};

/** Routes with a floor that all opsdecks of a state directory keep, in ms at this pace. */
const floors: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  opsmantik: { "GET /api/cron/watchtower": 20_000 },
  pocketbrain: { "GET /api/v2/sync/pull": 4000 },
  "together-bot": { "GET /healthz": 3000 },
};

function most(times: readonly number[], windowMs: number): number {
  return Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at < from + windowMs).length));
}

function timesOf({ seen, seenAt }: RecordingProxy, route: string): readonly number[] {
  return seenAt.filter((_at, index) => seen[index] === route);
}

describe.each(Object.keys(budgets))("%s in ten minutes", (system) => {
  const proxies: Record<string, RecordingProxy> = {};
  let home: string;
  let lab: Lab;
  let overlay: string;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), "opsdeck-test-home-"));
    lab = await startTestLab({ systems: [system], era: "B", home });
    const { vars = {} } = (await readOverlay(lab.config)).find((document) => document.system === system) ?? {};
    for (const name of Object.keys(budgets[system] ?? {})) proxies[name] = await startRecordingProxy(vars[name] ?? "");
    overlay = join(home, "proxies.yaml");
    const through = Object.fromEntries(Object.entries(proxies).map(([name, { url }]) => [name, url]));
    await writeFile(overlay, JSON.stringify({ system, vars: through }));
  });

  afterAll(async () => {
    await lab.stop();
    for (const proxy of Object.values(proxies)) await proxy[Symbol.asyncDispose]();
    await rm(home, { recursive: true });
  });

  const pass = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

  it.each(worst[system] ?? [])("is asked no more than its budget under %s", async (fault) => {
    await using watch = await openWatch(lab, home, [overlay]);
    await watch.until([], 90_000);
    await breakFault(lab.control, `${system}/${fault}`);
    for (const proxy of Object.values(proxies)) proxy.seen.length = proxy.seenAt.length = 0;
    await pass(TEN_MINUTES);
    await healFault(lab.control, `${system}/${fault}`);
    for (const [name, requests] of Object.entries(budgets[system] ?? {})) {
      const { seen, seenAt } = proxies[name]!;
      expect(seen.length, name).toBeGreaterThan(2);
      expect(most(seenAt, MINUTE), name).toBeLessThanOrEqual(requests);
    }
    for (const route of new Set(proxies.api?.seen.filter((line) => line.includes(" /api/"))))
      expect(most(timesOf(proxies.api!, route), MINUTE), route).toBeLessThanOrEqual(8);
  });

  const floored = Object.entries(floors[system] ?? {});
  it.each(floored)("%s keeps its floor with two cockpits and a check --watch at once", async (route, least) => {
    await using first = await openWatch(lab, home, [overlay]);
    await using second = await openWatch(lab, home, [overlay]);
    const program = join(import.meta.dirname, "check-program.ts");
    const argv = [program, "check", "--watch", "--json", "--config", lab.config, "--config", overlay];
    // biome-ignore lint/style/noProcessEnv: where node finds its own libraries
    const env = { ...process.env, ...lab.env, HOME: home };
    const third = spawn(process.execPath, argv, { env, stdio: ["ignore", "pipe", "inherit"] });
    await once(third.stdout, "data");
    await Promise.all([first.until([], 90_000), second.until([], 90_000)]);
    for (const proxy of Object.values(proxies)) proxy.seen.length = proxy.seenAt.length = 0;
    await pass(TEN_MINUTES);
    third.kill("SIGTERM");
    await once(third, "exit");
    const times = Object.values(proxies).flatMap((proxy) => timesOf(proxy, route));
    expect(times.length).toBeGreaterThan(0);
    expect(times.length).toBeLessThanOrEqual(Math.ceil(TEN_MINUTES / least) + 1);
  });
});
