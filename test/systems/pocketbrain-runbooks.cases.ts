import type { Facts } from "../../src/core/reading.ts";
import type { Answer, Case } from "./case.ts";

type Told = Pick<Case, "verdict" | "says">;

const refusal = (status: number, code: string, cause?: string): Answer => ({
  status,
  body: { error: { code, message: "no", retryable: false, ...(cause !== undefined && { cause }) } },
});

/** What the Worker says to the POST of a session, and what that proves about the secrets. */
const sessions: readonly (readonly [string, Answer, Told])[] = [
  ["its key was opened", { body: { ok: true } }, { verdict: "ok", says: /key was opened/ }],
  ["neither secret opens it", refusal(403, "AUTH_EXPIRED"), { verdict: "fail", says: /put the old value back now/ }],
  ["no session", refusal(401, "AUTH_REQUIRED"), { verdict: "unknown", says: /says nothing about the secrets/ }],
  [
    "KV is away",
    refusal(503, "SERVICE_UNAVAILABLE", "kv_unavailable"),
    { verdict: "fail", says: /binding AI_SESSIONS/ },
  ],
  ["no usable secret", refusal(500, "INTERNAL_ERROR"), { verdict: "fail", says: /No record is lost/ }],
  [
    "something before the Worker refuses",
    refusal(403, "FORBIDDEN"),
    { verdict: "unknown", says: /^403 FORBIDDEN: refused or failed behind the decryption, or before it/ },
  ],
  [
    "the provider fails",
    refusal(503, "NETWORK", "provider_network_error"),
    { verdict: "unknown", says: /Wait until the provider answers/ },
  ],
];

interface Named extends Told {
  readonly check: string;
  readonly title: string;
  readonly facts: Facts;
}

const active = "KEY_ENCRYPTION_SECRET";
const named: readonly Named[] = [
  {
    check: "secret-names",
    title: "no overlap",
    facts: { exitCode: 0, active, previous: null },
    verdict: "ok",
    says: /no overlap/,
  },
  {
    check: "secret-names",
    title: "an overlap is open",
    facts: { exitCode: 0, active, previous: "KEY_ENCRYPTION_SECRET_PREV" },
    verdict: "warn",
    says: /overlap is open/,
  },
  {
    check: "secret-names",
    title: "another account",
    facts: { exitCode: 0, active: null, previous: null },
    verdict: "fail",
    says: /XDG_CONFIG_HOME/,
  },
  {
    check: "database",
    title: "answers the host",
    facts: { direct: "000", migration: "ok" },
    verdict: "ok",
    says: /answers/,
  },
  {
    check: "database",
    title: "does not answer the host",
    facts: { direct: "000", migration: null },
    verdict: "fail",
    says: /before any instance is recycled/,
  },
];

const checked: readonly Case[] = ["config-check", "next-secret"].flatMap((check) => [
  { check, title: "passed", facts: { exitCode: 0, mistake: null }, verdict: "ok", says: /passed/ },
  {
    check,
    title: "refused",
    facts: { exitCode: 1, mistake: "worker: VPS_API_ORIGIN must be set in production" },
    verdict: "fail",
    says: /VPS_API_ORIGIN must be set.*before anything is deployed/,
  },
]);

export const pocketbrainRunbookCases: readonly Case[] = [
  ...["canary", "spare-canary"].flatMap((check) =>
    sessions.map(([title, answer, told]) => ({
      check,
      title,
      answers: { "POST /api/v1/ai/search": answer },
      ...told,
    })),
  ),
  ...named,
  ...checked,
];
