import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { BodyOf, EntryBody, JournalEntry } from "../../src/journal/entry.ts";
import type { JournalOptions } from "../../src/journal/journal.ts";
import { FakeClock } from "./fake-clock.ts";

/** A state directory of its own, removed when the test is over. */
export function newState(): string {
  const state = mkdtempSync(join(tmpdir(), "opsdeck-journal-"));
  onTestFinished(() => rmSync(state, { recursive: true, force: true }));
  return state;
}

export function journalOptions(state: string, over: Partial<JournalOptions> = {}): JournalOptions {
  const by = "alice uid=1000 tty=pts/3";
  return { state, clock: new FakeClock(), host: "bastion", by, redact: (text) => text, ...over };
}

export const drill = { title: "drill", environment: "production", systems: ["shop"] };

export function armed(duty: string, over: Partial<BodyOf<"duty.armed">> = {}): BodyOf<"duty.armed"> {
  return {
    type: "duty.armed",
    run: "R1",
    runbook: "shop/drill",
    step: "break-token",
    duty,
    title: "restore TOKEN",
    system: "shop",
    environment: "production",
    how: [{ action: "vercel-env", with: { key: "TOKEN", set: "${secrets.token}" } }],
    manual: ["set TOKEN back"],
    proof: [{ check: "proof", when: { fact: "outcome", eq: "queued" }, within: "2m" }],
    ...over,
  };
}

export function sending(duty: string, effect: "apply" | "restore"): BodyOf<"request.sending"> {
  const where = { run: "R1", step: "break-token", request: `${duty}-${effect}` };
  return { type: "request.sending", ...where, action: "vercel-env", target: "vercel", preview: [], duty, effect };
}

export function discharged(duty: string): BodyOf<"duty.discharged"> {
  return {
    type: "duty.discharged",
    duty,
    proof: [{ check: "proof", at: new Date(0).toISOString(), summary: "queued" }],
  };
}

/** Lines as a journal would hold them, without a file. */
export function journalOf(...bodies: readonly EntryBody[]) {
  const entries = bodies.map((body, index): JournalEntry => {
    const at = new Date(1_700_000_000_000 + index * 1000).toISOString();
    return { v: 1, seq: index + 1, at, mono: index, host: "bastion", by: "alice uid=1000 tty=pts/3", ...body };
  });
  return { id: "INC-0007", entries, doubtful: [] as readonly string[] };
}
