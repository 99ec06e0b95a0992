import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClients } from "../../src/clients/clients.ts";
import { secretHasher } from "../../src/clients/secret-hash.ts";
import { createVault } from "../../src/clients/secret-vault.ts";
import { createWriteClients } from "../../src/clients/write-clients.ts";
import type { ActionCommand, ActionContext, ActionKind, Outcome, Preview } from "../../src/core/action.ts";
import { toFailure } from "../../src/core/check-error.ts";
import { systemClock } from "../../src/core/clock.ts";
import { SecretText } from "../../src/core/secret.ts";

const PATHS = { PATH: "/usr/bin:/bin" };

/** Real clients, evidence in memory: what a run gives an action. */
export function handsFor(
  env: Readonly<Record<string, string>>,
  commands: Readonly<Record<string, ActionCommand>> = {},
) {
  const vault = createVault({ env });
  const clients = createClients({ vault, programEnv: PATHS });
  const writes = createWriteClients(vault, PATHS);
  const evidence = new Map<string, unknown>();
  const folder = mkdtempSync(join(tmpdir(), "opsdeck-actions-"));
  const secret = (name: string) => new SecretText([{ name, from: "env", source: name, place: "test" }]);
  const contextOf = (
    kind: ActionKind,
    params: unknown,
    over: Partial<ActionContext<unknown>> = {},
  ): ActionContext<unknown> => ({
    params: kind.params.parse(params),
    clients,
    clock: systemClock,
    pace: 1,
    key: "R1:step:1:0",
    step: "step",
    sentAt: undefined,
    evidence: (name) => Promise.resolve(evidence.get(name)),
    commands,
    hashOf: secretHasher(vault),
    folder,
    writes,
    previewed: { requests: [], effect: "" },
    keep: (name, value) => {
      evidence.set(name, JSON.parse(JSON.stringify(value)));
      return Promise.resolve();
    },
    ...over,
  });
  const signal = (): AbortSignal => AbortSignal.timeout(20_000);
  return {
    vault,
    secret,
    evidence,
    folder,
    close: () => clients[Symbol.asyncDispose](),
    preview: (kind: ActionKind, params: unknown, over = {}): Promise<Preview> =>
      kind.preview(contextOf(kind, params, over), signal()),
    run: (kind: ActionKind, params: unknown, over = {}): Promise<Outcome> =>
      kind.run(contextOf(kind, params, over), signal()),
    look: (kind: ActionKind, params: unknown, over = {}): Promise<Outcome> =>
      kind.look(contextOf(kind, params, over), signal()),
    /** Why a preview or a request is refused. */
    refusal: async (work: Promise<unknown>): Promise<string> =>
      work.then(
        () => "not refused",
        (error) => toFailure(error).message,
      ),
  };
}
