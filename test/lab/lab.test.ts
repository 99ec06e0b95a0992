import { access, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "@upstash/qstash";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { breakFault, findLab, healFault, listFaults, proveLab } from "../../src/lab/control-client.ts";
import type { Lab } from "../../src/lab/lab.ts";
import { expectExactLooks } from "./exact-looks.ts";
import { opsmantikTarget, readOverlay, startTestLab, togetherBotTarget } from "./lab-target.ts";
import { notOk, opsmantikLooks } from "./opsmantik-looks.ts";
import { TOGETHER_BOT_LOOKS } from "./together-bot-looks.ts";

/** To count fetches takes seconds; the full tests do. */
const { "one-worker": oneWorker, ...BOT_LOOKS } = TOGETHER_BOT_LOOKS;

let home: string;
let lab: Lab;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "opsdeck-test-home-"));
  lab = await startTestLab({ systems: ["opsmantik", "together-bot"], era: "B", home });
}, 40_000);

afterAll(async () => {
  await lab.stop();
  await lab.stop();
  await expect(access(lab.config)).rejects.toThrow("ENOENT");
  expect(await findLab({}, home)).toBeUndefined();
  await rm(home, { recursive: true });
});

describe("a lab at rest", () => {
  it("is ok in everything that a cockpit looks at", async () => {
    const seen = await Promise.all([
      notOk(opsmantikLooks("B"), await opsmantikTarget(lab)),
      notOk(BOT_LOOKS, await togetherBotTarget(lab)),
    ]);
    expect(seen.flat()).toEqual([]);
  });

  it("says where it is: the lab first, then one document a system, secrets by reference only", async () => {
    const [head, ...systems] = await readOverlay(lab.config);
    expect(head?.lab).toMatchObject({ control: lab.control, pace: 15, era: "B" });
    expect(systems.map(({ system, environment }) => [system, environment])).toEqual([
      ["opsmantik", "lab"],
      ["together-bot", "lab"],
    ]);
    for (const { secrets = {} } of systems) {
      for (const reference of Object.values(secrets)) {
        const name = /^\$\{env:(LAB_\w+)\}$/.exec(reference)?.[1] ?? "";
        expect(Object.keys(lab.env)).toContain(name);
      }
    }
  });
});

describe("the control server", () => {
  it("is found by its file, and proves itself by its nonce", async () => {
    expect(await findLab({}, home)).toBe(lab.control);
    expect(await findLab({ OPSDECK_LAB_CONTROL: "http://127.0.0.1:1" }, home)).toBe("http://127.0.0.1:1");
    const nonce = (await readOverlay(lab.config))[0]?.lab?.nonce ?? "";
    expect(await proveLab(lab.control, nonce)).toBe(true);
    expect(await proveLab(lab.control, "another")).toBe(false);
    expect(await proveLab(lab.control.replace("127.0.0.1", "example.com"), nonce)).toBe(false);
  });

  it("refuses what a browser sends, and names that are not its own", async () => {
    const url = `${lab.control}/nonce`;
    expect((await fetch(url, { headers: { origin: "http://evil.example" } })).status).toBe(403);
    expect((await fetch(url.replace("127.0.0.1", "localhost"))).status).toBe(403);
  });

  it("lists each fault with checks of its own system, and refuses one that it does not know", async () => {
    const faults = await listFaults(lab.control);
    expect(faults.length).toBeGreaterThan(30);
    for (const { system, checks, summary, on } of faults) {
      expect(checks.every((check) => check.startsWith(`${system}/`)) && checks.length > 0).toBe(true);
      expect(() => new RegExp(summary)).not.toThrow();
      expect(on).toBe(false);
    }
    await expect(breakFault(lab.control, "opsmantik/nothing")).rejects.toThrow("no such fault");
  });
});

describe("faults", () => {
  it.each(["qstash-token", "no-sessions", "wrong-month"])(
    "opsmantik/%s takes exactly its checks from ok",
    async (fault) => {
      const target = await opsmantikTarget(lab);
      await expectExactLooks(`opsmantik/${fault}`, { control: lab.control, looks: opsmantikLooks("B"), target });
    },
  );

  it.each(["failed-jobs", "poisoned-cron"])("together-bot/%s takes exactly its checks from ok", async (fault) => {
    const target = await togetherBotTarget(lab);
    await expectExactLooks(`together-bot/${fault}`, { control: lab.control, looks: BOT_LOOKS, target });
  });

  it("pages the chat room while the watchtower alarms", async () => {
    const pages = async () => ((await (await fetch(`${lab.control}/pages`)).json()) as { count: number }).count;
    const before = await pages();
    await breakFault(lab.control, "opsmantik/no-sessions");
    await notOk(
      { watchtower: opsmantikLooks("B").watchtower ?? (() => Promise.resolve(true)) },
      await opsmantikTarget(lab),
    );
    await healFault(lab.control, "opsmantik/no-sessions");
    expect(await pages()).toBeGreaterThan(before);
  });

  it("leaves what nobody takes in QStash's dead letters, and knows its tokens", async () => {
    const { qstash, base } = await opsmantikTarget(lab);
    const client = new Client({ baseUrl: qstash, token: lab.env.LAB_OPSMANTIK_QSTASH_TOKEN ?? "", retry: false });
    await client.publishJSON({ url: `${base}/api/gone`, body: {}, retries: 0 });
    const letters = await vi.waitFor(async () => {
      const { messages } = await client.dlq.listMessages();
      expect(messages).toHaveLength(1);
      return messages;
    });
    expect(letters[0]).toMatchObject({ responseStatus: 404, method: "POST", url: `${base}/api/gone` });
    await client.dlq.delete(letters[0]?.dlqId ?? "");
    expect((await client.dlq.listMessages()).messages).toEqual([]);
    const { events } = await client.events();
    expect(new Set(events.map(({ state }) => state))).toContain("FAILED");
    const stranger = await fetch(`${qstash}/v2/dlq`, { headers: { authorization: "Bearer stranger" } });
    expect([stranger.status, await stranger.text()]).toEqual([401, '{"error":"invalid token"}']);
  });

  it("is seen as two workers when an old deployment was not stopped", async () => {
    const looks = { "one-worker": oneWorker ?? (() => Promise.resolve(true)) };
    const target = await togetherBotTarget(lab);
    await breakFault(lab.control, "together-bot/two-workers");
    expect(await notOk(looks, target)).toEqual(["one-worker"]);
    await healFault(lab.control, "together-bot/two-workers");
  });
});
