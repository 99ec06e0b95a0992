import type { IncomingMessage, ServerResponse } from "node:http";
import { expect, onTestFinished, test, vi } from "vitest";
import { tellNotices } from "../../../src/cli/notices/tell-notices.ts";
import { createClients } from "../../../src/clients/clients.ts";
import { createVault } from "../../../src/clients/secret-vault.ts";
import { parseSecret } from "../../../src/config/expand.ts";
import type { NoticeSettings } from "../../../src/config/notice-settings.ts";
import { type Clock, systemClock } from "../../../src/core/clock.ts";
import { storeOf } from "../../../src/store/store.ts";
import { answering } from "../../helpers/servers/answering.ts";
import { startFaultyHttp } from "../../helpers/servers/faulty-http.ts";
import { dutyOf, stateOf } from "../../helpers/state.ts";

const webhook = parseSecret("webhook", "${env:HOOK}", "opsdeck.yaml:1");

interface Over {
  readonly settings?: NoticeSettings;
  readonly hangs?: boolean;
}

const DEADLINE = 5000;

function start(url: string, { settings = { webhook }, hangs = false }: Over = {}) {
  const vault = createVault({ env: { HOOK: url, TOKEN: "hunter2hunter2" } });
  const clients = createClients({ vault, programEnv: {} });
  const waits: number[] = [];
  // Tries follow each other at once; a deadline is met at once by what hangs, and by nothing else.
  const clock: Clock = {
    ...systemClock,
    after: (ms, fn) => {
      waits.push(ms);
      if (ms === DEADLINE && !hangs) return () => undefined;
      const timer = setImmediate(fn);
      return () => clearImmediate(timer);
    },
  };
  const store = storeOf(stateOf([]));
  const told: string[] = [];
  let terminal = "";
  const stdout = {
    write: (text: string) => {
      terminal += text;
      return true;
    },
  };
  const tell = (text: string): void => void told.push(text);
  const redact = (text: string): string => vault.redact(text).replaceAll("hunter2hunter2", "••••");
  const stop = tellNotices({ settings, store, http: clients.http, clock, redact, stdout, tell });
  onTestFinished(async () => {
    stop();
    await clients[Symbol.asyncDispose]();
  });
  const owe = (title: string, id = "D7-1"): void => {
    const { duties } = store.getState();
    store.dispatch({ type: "duties.changed", duties: [...duties, dutyOf({ id, title })] });
  };
  /** Waits for what comes over the network, bounded. */
  const until = (isSo: () => boolean): Promise<true> => vi.waitUntil(isSo, { timeout: 10_000, interval: 5 });
  return { store, owe, until, told, stop, waits, terminal: () => terminal };
}

/** A webhook that answers with these statuses, one a request, and 200 thereafter. */
async function hook(...statuses: readonly number[]) {
  const bodies: string[] = [];
  const take = (request: IncomingMessage, response: ServerResponse): void => {
    let body = "";
    request.on("data", (chunk) => {
      body += String(chunk);
    });
    request.on("end", () => {
      const status = statuses[bodies.length] ?? 200;
      bodies.push(body);
      response.writeHead(status).end("ok");
    });
  };
  const server = await answering({ "/services/T0/B0/secret": take });
  onTestFinished(() => server[Symbol.asyncDispose]());
  return { url: `${server.origin}/services/T0/B0/secret`, bodies };
}

test("a webhook gets Slack's JSON, redacted, without markup", async () => {
  const { url, bodies } = await hook();
  const { owe, until } = start(url);
  owe("<!channel> password=hunter2hunter2 \u001b[2J & more");
  await until(() => bodies.length === 1);
  const { text } = JSON.parse(bodies[0] ?? "{}") as { text: string };
  expect(text).toMatch(/^D7-1 is open: &lt;!channel&gt; password=•••• {1,2}&amp; more \(opsmantik, production\)/);
});

test("it is tried again after 500 and 429, a bounded number of times, and then told without the URL", async () => {
  const { url, bodies } = await hook(500, 429, 503, 500, 500, 500);
  const { owe, until, told, waits } = start(url);
  owe("a");
  await until(() => told.length === 1);
  expect(bodies).toHaveLength(4);
  expect(waits.filter((ms) => ms !== DEADLINE)).toEqual([1000, 4000, 16_000]);
  expect(told).toEqual(["the webhook did not take a notice (status 500)"]);
});

test("a refusal is not tried again, and the next notice goes out", async () => {
  const { url, bodies } = await hook(404);
  const { owe, until, told } = start(url);
  owe("a");
  owe("b", "D7-2");
  await until(() => bodies.length === 2);
  expect(told).toEqual(["the webhook did not take a notice (status 404)"]);
});

test.each(["hangs-before-headers", "resets-before-headers", "no-http"])(
  "a server that %s holds up nothing",
  async (fault) => {
    const server = await startFaultyHttp();
    onTestFinished(() => server[Symbol.asyncDispose]());
    const { owe, until, told } = start(`${server.origin}/${fault}`, { hangs: fault.startsWith("hangs") });
    owe("a");
    await until(() => told.length === 1);
    expect(told[0]).toMatch(/^the webhook did not take a notice \((aborted|reset|parse)\)$/);
  },
);

test("what waits is bounded, and a stop ends it", async () => {
  const server = await startFaultyHttp();
  onTestFinished(() => server[Symbol.asyncDispose]());
  const { owe, told, stop, waits } = start(`${server.origin}/hangs-before-headers`);
  for (let index = 0; index < 30; index++) owe("a", `D7-${index}`);
  expect(told.length).toBeGreaterThan(0);
  expect(new Set(told)).toEqual(new Set(["the webhook is behind: a notice was left out (20 wait)"]));
  const before = told.length;
  stop();
  await new Promise((resolve) => setImmediate(resolve));
  expect(told).toHaveLength(before);
  expect(waits).toEqual([DEADLINE]);
});

test("on the terminal: bell and escape sequences, whose text cannot end them", () => {
  const { owe, terminal } = start("", { settings: { bell: true, terminal: "osc777" } });
  owe("a\u0007b\u001b\\c;d");
  const said = terminal();
  expect(said.startsWith("\u0007\u001b]777;notify;opsdeck: D7-1 is open;ab")).toBe(true);
  expect(said.endsWith("\u0007")).toBe(true);
  expect(said.slice(3, -1)).not.toContain("\u0007");
  expect(said.split("\u001b")).toHaveLength(2);
  expect(said.split(";")).toHaveLength(4);
});

test("in front of a room the terminal shows no words over the shared screen", () => {
  const { owe, terminal, store } = start("", { settings: { bell: true, terminal: "osc9" } });
  store.dispatch({ type: "presented", as: "shown" });
  owe("restore it on db.internal");
  expect(terminal()).toBe("\u0007");
});

test("only what was asked for", () => {
  const { owe, terminal } = start("", { settings: { bell: true, on: ["incident"] } });
  owe("a");
  expect(terminal()).toBe("");
});
