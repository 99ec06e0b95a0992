import { z } from "zod";
import { type ActionKind, defineAction, type Outcome } from "../../src/core/action.ts";
import { CheckError } from "../../src/core/check-error.ts";
import type { Facts, Reading, Verdict } from "../../src/core/reading.ts";
import type { RunView } from "../../src/core/run-view.ts";
import type { EntryBody, JournalEntry } from "../../src/journal/entry.ts";
import { openDuties } from "../../src/runbooks/duties.ts";
import { parseRunbook } from "../../src/runbooks/parse-runbook.ts";
import type { Ask, Confirmation, FailureAnswer, RunPorts } from "../../src/runbooks/ports.ts";
import { type Restored, restoreDuty } from "../../src/runbooks/restore-duty.ts";
import { type RunEnd, runRunbook } from "../../src/runbooks/run-runbook.ts";
import { FakeClock } from "../helpers/fake-clock.ts";
import { noClients } from "../helpers/plan.ts";
import { runbookText, shop } from "./shop.ts";

/** The process is gone: nothing after this line of code runs. */
export class Killed extends Error {}

export interface WorldOptions {
  /** What a check of the shop says; `n` 0 by default. */
  readonly facts?: (check: string, world: World) => Facts | CheckError;
  /** How the switch answers its nth request: `lost` does it and loses the answer, `in-part` does it and says that it failed. */
  readonly answers?: readonly ("done" | "lost" | "refused" | "swallowed" | "in-part")[];
  readonly failed?: (step: string, reason: string) => FailureAnswer | undefined;
  readonly decline?: readonly string[];
  readonly pace?: number;
  /** How often the system file lets the switch be turned by one step. */
  readonly attempts?: number;
  /** Called while a person is asked to confirm a step: time in which the world may change. */
  readonly meanwhile?: (step: string, world: World) => void;
  /** What the switch would do, as its preview says; by default where it turns to. */
  readonly effect?: (to: string, world: World) => string;
  /** Kills the process at this instant: before or after the nth line is on disk, or after the nth effect. */
  readonly kill?: { readonly at: "before-write" | "on-disk" | "effect"; readonly n: number };
}

/** A shop with one switch, a journal in memory, and a clock that moves by itself while somebody waits. */
export class World {
  readonly clock = new FakeClock();
  readonly entries: JournalEntry[] = [];
  readonly sent: string[] = [];
  readonly asked: string[] = [];
  /** What each confirmation showed that it would send. */
  readonly shown: string[][] = [];
  readonly looked: string[] = [];
  readonly views: RunView[] = [];
  position = "right";
  #options: WorldOptions;
  #writes = 0;
  #dead = false;

  constructor(options: WorldOptions = {}) {
    this.#options = options;
  }

  /** The next process after a crash: the same disk and the same shop. */
  restarted(options: WorldOptions = {}): void {
    this.#options = options;
    this.#writes = 0;
    this.#dead = false;
  }

  async run(...steps: readonly string[]): Promise<RunEnd> {
    const { runbook, problems } = parseRunbook("drill.md", runbookText(...steps));
    const bindings = shop().bindings.get("shop");
    if (!runbook || !bindings || problems.length > 0) throw new Error(JSON.stringify(problems));
    if (!this.entries.some((entry) => entry.type === "run.opened")) {
      await this.#append({
        type: "run.opened",
        run: "R1",
        runbook: "shop/drill",
        system: "shop",
        environment: "production",
        params: { who: "nobody" },
      });
    }
    const written = runbook.steps.map((one) => one.step);
    return this.#settled(runRunbook({ run: "R1", title: "Drill", steps: written, bindings }, this.ports()));
  }

  duties() {
    return openDuties([{ id: "INC-0001", entries: this.entries, doubtful: [] }]);
  }

  /** Restores a duty, the first when none is named. */
  async restore(id?: string): Promise<Restored> {
    const duty = this.duties().find((open) => id === undefined || open.id === id);
    if (!duty) throw new Error("no duty is open");
    const confirmation: Confirmation = { step: duty.step, tier: 1, by: "oncall" };
    return this.#settled(restoreDuty(duty, confirmation, { ...this.ports(), tell: () => {} }));
  }

  types(): string[] {
    return this.entries.map((entry) =>
      "step" in entry && entry.step !== undefined ? `${entry.type} ${entry.step}` : entry.type,
    );
  }

  ports(): RunPorts {
    const { plans, bindings } = shop(this.#options.pace);
    let duties = this.entries.filter((entry) => entry.type === "duty.armed").length;
    return {
      clock: this.clock,
      pace: this.#options.pace ?? 1,
      stop: new AbortController().signal,
      show: (view) => this.views.push(view),
      ask: this.#ask(),
      journal: {
        incident: "INC-0001",
        folder: "/nowhere",
        author: { host: "bastion", by: "oncall" },
        append: (body) => this.#append(body),
        entries: () => this.entries,
        nextDuty: () => `D1-${++duties}`,
        saveEvidence: () => Promise.reject(new Error("no evidence here")),
      },
      looks: {
        plan: (id) => plans.find((plan) => plan.id === id),
        look: (id) => Promise.resolve(this.#look(id)),
        samples: () => [],
        verdictOf: (id) => this.#look(id).verdict,
      },
      hands: {
        kinds: [this.#turn()],
        clients: noClients,
        writes: () => ({}) as never,
        commands: {},
        secrets: bindings.get("shop")?.scope.secrets ?? {},
        hashOf: (text) => Promise.resolve(`hash of ${String(text)}`),
      },
    };
  }

  #ask(): Ask {
    const { decline = [], failed = () => undefined } = this.#options;
    return {
      confirm: ({ step, tier, previews }) => {
        this.asked.push(`confirm ${step} ${tier}`);
        this.shown.push(previews.flatMap(({ requests }) => requests));
        this.#options.meanwhile?.(step, this);
        return Promise.resolve(decline.includes(step) ? { declined: "not today" } : { step, tier, by: "oncall" });
      },
      manual: ({ step }) => {
        this.asked.push(`manual ${step}`);
        return Promise.resolve(decline.includes(step) ? { declined: "not today" } : { values: {} });
      },
      failed: (step, reason) => {
        this.asked.push(`failed ${step}: ${reason}`);
        return Promise.resolve(failed(step, reason));
      },
    };
  }

  #look(checkId: string): Reading {
    const check = checkId.split("/")[1] ?? "";
    this.looked.push(check);
    const said = this.#options.facts?.(check, this) ?? (check === "deploy" ? { branch: "main" } : { n: 0 });
    const base = { checkId, seq: 1, at: this.clock.now(), tookMs: 1, short: "", rule: 0, trace: [] };
    if (said instanceof CheckError) {
      const failure = { kind: said.kind, message: said.message };
      return { ...base, verdict: "unknown", summary: said.message, outcome: "failed", failure };
    }
    const verdict: Verdict = said.n === 0 || said.branch === "main" ? "ok" : "warn";
    return { ...base, verdict, summary: JSON.stringify(said), outcome: "observed", facts: said };
  }

  #turn(): ActionKind {
    return defineAction({
      kind: "turn",
      title: "Turn the switch",
      params: z.strictObject({ to: z.string() }),
      minTier: 2,
      target: () => "switch",
      attempts: () => this.#options.attempts,
      preview: ({ params }) => Promise.resolve({ requests: [`turn ${params.to}`], effect: this.#effect(params.to) }),
      run: ({ params, key }) => Promise.resolve(this.#turned(params.to, key)),
      look: ({ params }) => Promise.resolve(this.#seen(params.to)),
    });
  }

  #effect(to: string): string {
    return this.#options.effect?.(to, this) ?? `it is ${to}`;
  }

  #turned(to: string, key: string): Outcome {
    const answer = this.#options.answers?.[this.sent.length] ?? "done";
    this.sent.push(`${to} ${key}`);
    if (answer === "refused") return { state: "not-applied", say: "403", facts: {} };
    if (answer !== "swallowed") this.position = to;
    if (answer === "in-part") return { state: "not-applied", say: "exit 3", facts: {}, inPart: true };
    const { kill } = this.#options;
    if (kill?.at === "effect" && kill.n === this.sent.length) this.#dead = true;
    if (answer === "lost" || answer === "swallowed") throw new CheckError("timeout", "no answer");
    return { state: "applied", say: "200", facts: { was: to } };
  }

  #seen(to: string): Outcome {
    const state = this.position === to ? "applied" : "not-applied";
    return { state, say: `the switch is ${this.position}`, facts: { was: to } };
  }

  #append(body: EntryBody): Promise<JournalEntry> {
    this.#writes += 1;
    const { kill } = this.#options;
    this.#dead ||= kill?.at === "before-write" && kill.n === this.#writes;
    if (this.#dead) return Promise.reject(new Killed());
    const seq = this.entries.length + 1;
    const at = new Date(this.clock.now()).toISOString();
    const entry: JournalEntry = { ...body, v: 1, seq, at, mono: this.clock.now(), host: "bastion", by: "oncall" };
    this.entries.push(entry);
    this.#dead = kill?.at === "on-disk" && kill.n === this.#writes;
    return this.#dead ? Promise.reject(new Killed()) : Promise.resolve(entry);
  }

  /** Moves the clock until the work is done; a day at most. */
  async #settled<T>(work: Promise<T>): Promise<T> {
    let over = false;
    const done = work.finally(() => {
      over = true;
    });
    done.catch(() => {});
    for (let second = 0; !over && second < 86_400; second += 1) await this.clock.advance(1000);
    return done;
  }
}
