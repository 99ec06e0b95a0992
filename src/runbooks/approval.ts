import { createHash, randomUUID } from "node:crypto";
import { z } from "zod";

const requestSchema = z.object({
  v: z.literal(1),
  run: z.string(),
  step: z.string(),
  title: z.string(),
  system: z.string(),
  environment: z.string(),
  /** The redacted requests, with what they are aimed at and what they set. */
  requests: z.array(z.string()),
  by: z.string(),
  uid: z.number(),
  /** ISO 8601. */
  expiresAt: z.iso.datetime(),
  nonce: z.string(),
});

/** What a second person is asked to approve. Its code is made of all of it: another step or target has another code. */
export type ApprovalRequest = Readonly<z.infer<typeof requestSchema>>;

/** Long enough to read, call somebody and let them read. */
export const APPROVAL_MS = 300_000;

/** `now` is ms since 1970. Asked twice, the same step has two codes: each request has a nonce of its own. */
export function approvalRequest(
  about: Omit<ApprovalRequest, "v" | "nonce" | "expiresAt">,
  now: number,
): ApprovalRequest {
  return { v: 1, ...about, expiresAt: new Date(now + APPROVAL_MS).toISOString(), nonce: randomUUID() };
}

/** The request in a file's text; undefined when it is none. */
export function parseRequest(text: string): ApprovalRequest | undefined {
  try {
    return requestSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Eight signs that can be read out: `7F3K-Q2WD`. */
export function codeOf(request: ApprovalRequest): string {
  const { v, run, step, title, system, environment, requests, by, uid, expiresAt, nonce } = request;
  const signs = digest([v, run, step, title, system, environment, requests, by, uid, expiresAt, nonce]).slice(0, 8);
  return `${signs.slice(0, 4)}-${signs.slice(4)}`;
}

/** A code as a person types it: capitals and dashes do not count. */
export function sameCode(a: string, b: string): boolean {
  return bare(a) === bare(b);
}

/** Who answers, and on which machine as whom. */
export interface Approver {
  readonly person: string;
  readonly host: string;
  readonly uid: number;
}

/** What the second person reads back from their own machine: their name, the machine's mark, and proof of both with code and words. */
export function replyFor(code: string, words: string, { person, host, uid }: Approver): string {
  const name = person.replaceAll(/[^A-Za-z0-9._]/g, "") || "somebody";
  const mark = machineMark(host, uid);
  return `${name}-${mark}-${proof(code, words, name, mark)}`;
}

export type CheckedReply = { readonly person: string } | { readonly refused: string };

/** Whether a reply answers this code, by somebody who is not `own`. */
export function checkReply(
  reply: string,
  asked: { readonly code: string; readonly words: string },
  own: Approver,
): CheckedReply {
  const match = /^([A-Za-z0-9._]+)-([A-Z2-7]{4})-([A-Z2-7]{8})$/i.exec(reply.trim());
  const [, name = "", mark = "", given = ""] = match ?? [];
  if (!match) return { refused: "that is no answer: it looks like alice-K7Q2-4XJD9TWM" };
  if (mark.toUpperCase() === machineMark(own.host, own.uid) || name === own.person)
    return { refused: "that answer is your own: the same person is not a second person" };
  const wanted = proof(asked.code, asked.words, name, mark.toUpperCase());
  return given.toUpperCase() === wanted
    ? { person: name }
    : { refused: "that answer is not for this code and these words" };
}

function proof(code: string, words: string, name: string, mark: string): string {
  return digest([bare(code), words, name, mark]).slice(0, 8);
}

function machineMark(host: string, uid: number): string {
  return digest([host, uid]).slice(0, 4);
}

function bare(code: string): string {
  return code.toUpperCase().replaceAll(/[^A-Z2-7]/g, "");
}

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** sha256 in signs that nobody takes for another. */
function digest(parts: readonly unknown[]): string {
  const bytes = createHash("sha256").update(JSON.stringify(parts)).digest();
  return Array.from(bytes, (byte) => LETTERS[byte % LETTERS.length]).join("");
}
