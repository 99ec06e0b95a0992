import { access, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "@upstash/qstash";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { breakFault, findLab, healFault, listFaults, proveLab } from "../../src/lab/control-client.ts";
import type { Lab } from "../../src/lab/lab.ts";
import { eventually } from "../helpers/eventually.ts";
import { expectExactly } from "./exact-faults.ts";
import { opsmantikTarget, readOverlay, startTestLab } from "./lab-target.ts";
import { openWatch, type Watch } from "./watch.ts";

let home: string;
let lab: Lab;
let watch: Watch;

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "opsdeck-test-home-"));
  lab = await startTestLab({ systems: ["opsmantik", "together-bot"], era: "B", home });
  watch = await openWatch(lab, home);
});

afterAll(async () => {
  await watch[Symbol.asyncDispose]();
  await lab.stop();
  await lab.stop();
  await expect(access(lab.config)).rejects.toThrow("ENOENT");
  expect(await findLab({}, home)).toBeUndefined();
  await rm(home, { recursive: true });
});

describe("a lab at rest", () => {
  it("is ok in every check of both systems, at its own pace", async () => {
    await watch.until([]);
    expect(watch.pace).toBe(15);
    expect(Object.keys(watch.verdicts()).length).toBeGreaterThan(40);
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
  it.each(["wrong-deploy", "redis-down"])("opsmantik/%s takes exactly its checks from ok", async (fault) => {
    await expectExactly(`opsmantik/${fault}`, watch);
  });

  it("together-bot/stale-posts takes exactly its checks from ok", async () => {
    await expectExactly("together-bot/stale-posts", watch);
  });

  it("says why a fault cannot be switched", async () => {
    await expect(breakFault(lab.control, "opsmantik/no-such-fault")).rejects.toThrow("no such fault");
  });

  it("pages the chat room while the watchtower alarms", async () => {
    const pages = async () => ((await (await fetch(`${lab.control}/pages`)).json()) as { count: number }).count;
    const before = await pages();
    await breakFault(lab.control, "opsmantik/no-sessions");
    await eventually(async () => expect(await pages()).toBeGreaterThan(before));
    await healFault(lab.control, "opsmantik/no-sessions");
  });

  it("leaves a dump in the bot's log when it crashes, which its row tells by the error", async () => {
    await breakFault(lab.control, "together-bot/bot-crash");
    await eventually(() => expect(watch.summaryOf("together-bot/bot-log")).toMatch(/^The bot crashed .*Error: /));
    await healFault(lab.control, "together-bot/bot-crash");
  });

  it("leaves what nobody takes in QStash's dead letters, and knows its tokens", async () => {
    const { qstash, base } = await opsmantikTarget(lab);
    const client = new Client({ baseUrl: qstash, token: lab.env.LAB_OPSMANTIK_QSTASH_TOKEN ?? "", retry: false });
    await client.publishJSON({ url: `${base}/api/gone`, body: {}, retries: 0 });
    const letters = await eventually(async () => {
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
});
