import { execFile } from "node:child_process";
import { readFile as readFileOfNode } from "node:fs/promises";
import { CheckError } from "../core/check-error.ts";
import type { SecretReference, Text } from "../core/secret.ts";
import { splitArguments } from "./arguments.ts";
import { Redactor } from "./redactor.ts";
import { endOfToken } from "./token-end.ts";

const COMMAND_MS = 10_000;
const VALUE_BYTES = 64 * 1024;
/** A token is asked for anew so long before it ends: a request that carries it is still under way then. */
const EARLY_MS = 60_000;

/** Holds the values of secrets. Nothing that it throws or prints has one. */
export interface Vault {
  /** The text with its secrets in it. Rejects with CheckError("config") when one is missing or empty. */
  reveal(text: Text): Promise<string>;
  /** What a target did not take (401): a value of a file or a command may have been changed since it was asked for. */
  refused(texts: readonly Text[]): void;
  /** Dots instead of every value that was revealed, in all the forms in which it travels. */
  redact(text: string): string;
}

export interface VaultSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly readFile?: (path: string) => Promise<string>;
  /** Runs an argument list without a shell and gives what it printed. */
  readonly runCommand?: (argv: readonly [string, ...string[]]) => Promise<string>;
  /** ms since 1970. */
  readonly now?: () => number;
}

/**
 * Looks secrets up when they are first needed. A value is asked for once, a failure again, and so is what a target refused,
 * and a token that is about to end: an identity token lives for an hour, a cockpit for days.
 */
export function createVault(sources: VaultSources): Vault {
  const redactor = new Redactor();
  const now = sources.now ?? Date.now;
  const values = new Map<string, Promise<string>>();
  const look = async (reference: SecretReference): Promise<string> => {
    const key = keyOf(reference);
    const known = values.get(key);
    if (known !== undefined && now() < endOfToken(await known) - EARLY_MS) return known;
    const meanwhile = values.get(key);
    if (meanwhile !== undefined && meanwhile !== known) return meanwhile;
    const value = lookUp(reference, sources).then((found) => {
      redactor.add(found);
      return found;
    });
    values.set(key, value);
    value.catch(() => values.delete(key));
    return value;
  };
  return {
    async reveal(text) {
      if (typeof text === "string") return text;
      const parts = await Promise.all(text.parts.map((part) => (typeof part === "string" ? part : look(part))));
      const whole = parts.join("");
      // A URL that is put together has its own encoded password.
      if (text.parts.length > 1 && /^[\w+.-]+:\/\/[^/]*@/.test(whole)) redactor.add(whole);
      return whole;
    },
    refused(texts) {
      for (const reference of texts.flatMap((text) => (typeof text === "string" ? [] : text.parts))) {
        if (typeof reference !== "string") values.delete(keyOf(reference));
      }
    },
    redact: (text) => redactor.redact(text),
  };
}

function keyOf({ from, source }: SecretReference): string {
  return `${from}:${source}`;
}

async function lookUp(reference: SecretReference, sources: VaultSources): Promise<string> {
  const raw = await read(reference, sources);
  const value = raw?.replace(/\r?\n$/, "");
  if (value === undefined || value === "") throw missing(reference, raw === undefined ? "is not set" : "is empty");
  return value;
}

async function read(reference: SecretReference, sources: VaultSources): Promise<string | undefined> {
  if (reference.from === "env") return sources.env[reference.source];
  if (reference.from === "file") return readValue(reference, sources);
  const argv = splitArguments(reference.source);
  if (!argv) throw missing(reference, "has an open quote");
  try {
    return await (sources.runCommand ?? runCommand)(argv);
  } catch (error) {
    throw missing(reference, `failed (${codeOf(error)})`);
  }
}

async function readValue(reference: SecretReference, sources: VaultSources): Promise<string> {
  try {
    return await (sources.readFile ?? ((path) => readFileOfNode(path, "utf8")))(reference.source);
  } catch (error) {
    throw missing(reference, `cannot be read (${codeOf(error)})`);
  }
}

function missing(reference: SecretReference, why: string): CheckError {
  const what = reference.from === "cmd" ? `the command of the secret ${reference.name}` : reference.source;
  return new CheckError("config", `${what} ${why}`, {
    hint: reference.from === "env" ? `set it, or see ${reference.place}` : `see ${reference.place}`,
  });
}

/** The exit status, signal or error code; never the message, which may quote the output. */
function codeOf(error: unknown): string {
  if (typeof error !== "object" || error === null) return "unknown";
  if ("killed" in error && error.killed === true) return `no answer in ${COMMAND_MS / 1000}s`;
  return "code" in error ? `${error.code}` : "unknown";
}

function runCommand(argv: readonly [string, ...string[]]): Promise<string> {
  const [file, ...rest] = argv;
  return new Promise((resolve, reject) => {
    const child = execFile(
      file,
      rest,
      { timeout: COMMAND_MS, killSignal: "SIGKILL", maxBuffer: VALUE_BYTES, windowsHide: true },
      (error, stdout) => (error ? reject(error) : resolve(stdout)),
    );
    child.stdin?.on("error", () => {});
    child.stdin?.end();
  });
}
