import { createHash } from "node:crypto";
import { chmod, mkdir, mkdtemp, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { file } from "../../checks/file.ts";
import { files } from "../../checks/files.ts";
import { nameFits } from "../../checks/parts/file-name.ts";
import { createClients } from "../../src/clients/clients.ts";
import { createVault } from "../../src/clients/secret-vault.ts";
import type { Table } from "../../src/core/reading.ts";
import { SecretText } from "../../src/core/secret.ts";
import { look, type Seen } from "./look.ts";

const clients = createClients({ vault: createVault({ env: { OWN: "hunter22abc" } }) });
let dir: string;
let letters: string;

/** A dead letter as job-seek's worker stores it: the token is there in plain text. */
const letter = (sourceRunId: string, more = {}): string =>
  JSON.stringify({
    callbackUrl: "http://127.0.0.1:3000/api/job-sources/complete",
    callbackToken: "plaintext-of-the-letter",
    requestId: `dl-${sourceRunId}`,
    payload: { sourceRunId, status: "FAILED", jobs: [1, 2] },
    reason: "fetch failed",
    createdAt: "2026-11-22T04:36:18.754Z",
    ...more,
  });

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "opsdeck-files-"));
  letters = join(dir, "dead-letter");
  await mkdir(join(letters, "below.json"), { recursive: true });
  const write = async (name: string, text: string, minute: number): Promise<void> => {
    await writeFile(join(letters, name), text);
    const at = new Date(Date.UTC(2026, 10, 22, 4, minute));
    await utimes(join(letters, name), at, at);
  };
  await write("dl-a-1.json", letter("a"), 1);
  await write("dl-b-2.json", letter("b", { reason: "\u001b[31mHTTP 401" }), 2);
  await write("dl-poison-3.json", "not json", 3);
  await write("dl-list-4.json", "[]", 4);
  await write("README.md", "not a letter", 5);
  await symlink(join(letters, "nowhere"), join(letters, "dangling.json"));
});
afterAll(async () => {
  await clients[Symbol.asyncDispose]();
  await rm(dir, { recursive: true, force: true });
});

const list = (params: Record<string, unknown> = {}): Promise<Seen> =>
  look(clients, files, { path: letters, pattern: "*.json", ...params });
const rowsOf = (seen: Seen): Table["rows"] => (seen.facts?.files as Table | undefined)?.rows ?? [];

describe("files", () => {
  it("counts and dates them, and takes what is allowed, the newest first", async () => {
    const seen = await list({ take: { run: "/payload/sourceRunId", reason: "/reason", jobs: "/payload/jobs" } });
    expect(seen.facts).toMatchObject({
      count: 4,
      unreadable: 2,
      oldestAt: "2026-11-22T04:01:00.000Z",
      newestAt: "2026-11-22T04:04:00.000Z",
      bytes: letter("a").length + letter("b", { reason: "\u001b[31mHTTP 401" }).length + 10,
    });
    expect(rowsOf(seen)).toEqual([
      {
        name: "dl-list-4.json",
        at: "2026-11-22T04:04:00.000Z",
        bytes: 2,
        readable: false,
        run: null,
        reason: null,
        jobs: null,
      },
      {
        name: "dl-poison-3.json",
        at: "2026-11-22T04:03:00.000Z",
        bytes: 8,
        readable: false,
        run: null,
        reason: null,
        jobs: null,
      },
      {
        name: "dl-b-2.json",
        at: "2026-11-22T04:02:00.000Z",
        bytes: expect.any(Number),
        readable: true,
        run: "b",
        reason: "HTTP 401",
        jobs: 2,
      },
      {
        name: "dl-a-1.json",
        at: "2026-11-22T04:01:00.000Z",
        bytes: expect.any(Number),
        readable: true,
        run: "a",
        reason: "fetch failed",
        jobs: 2,
      },
    ]);
    expect(inspect(seen, { depth: 9 })).not.toContain("plaintext-of-the-letter");
  });
  it("takes nothing of an object, so that no secret comes with it", async () => {
    const seen = await list({ take: { all: "/payload" } });
    expect(rowsOf(seen).map(({ all }) => all)).toEqual([null, null, null, null]);
  });
  it("says how many there were when it looked at fewer", async () => {
    const seen = await list({ "max-files": 1, take: { run: "/payload/sourceRunId" } });
    expect(seen.facts).toMatchObject({ count: 4, files: { rowCount: 4, truncated: true } });
    expect(rowsOf(seen)).toHaveLength(1);
  });
  it("reads none when nothing is taken", async () => {
    const seen = await list();
    expect(seen.facts).toMatchObject({ count: 4, unreadable: 0 });
    expect(rowsOf(seen).map(({ readable }) => readable)).toEqual([null, null, null, null]);
  });
  it("knows an empty directory from one that is not there", async () => {
    await mkdir(join(dir, "empty"));
    expect((await list({ path: join(dir, "empty") })).facts).toMatchObject({
      count: 0,
      oldestAt: null,
      newestAt: null,
    });
    expect((await list({ path: join(dir, "nowhere") })).failure).toMatchObject({ kind: "config", code: "ENOENT" });
    expect((await list({ path: join(letters, "README.md") })).failure).toMatchObject({
      kind: "config",
      code: "ENOTDIR",
    });
  });
  it.each(["/callbackToken", "/auth/password", "/headers/Authorization", "/signing-secret", "/api_key", ""])(
    "refuses to take %j",
    (pointer) => {
      expect(files.params.safeParse({ path: "/a", take: { t: pointer } }).success).toBe(false);
    },
  );
  it("refuses a pattern that leaves the directory, and a column twice", () => {
    expect(files.params.safeParse({ path: "/a", pattern: "../*.json" }).success).toBe(false);
    expect(files.params.safeParse({ path: "/a", take: { name: "/name" } }).success).toBe(false);
  });
});

describe("a pattern for names", () => {
  it.each([
    ["*", "", true],
    ["*.json", "a.json", true],
    ["*.json", "a.json.tmp", false],
    ["dl-*-?.json", "dl-a-b-1.json", true],
    ["dl-*-?.json", "dl-a-12.json", false],
    ["a*a", "a", false],
    ["a*b*c", "aXbXbXc", true],
    ["exact", "exactly", false],
    [".*", "a", false],
  ])("%s fits %j: %s", (pattern, name, due) => {
    expect(nameFits(name, pattern)).toBe(due);
  });
  it("means what the expression means (property)", () => {
    const letters = fc.string({ unit: fc.constantFrom("a", "b", "."), maxLength: 8 });
    const pattern = fc.string({ unit: fc.constantFrom("a", "b", ".", "*", "?"), minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(letters, pattern, (name, given) => {
        const expression = given.replaceAll(".", "\\.").replaceAll("?", ".").replaceAll("*", ".*");
        expect(nameFits(name, given)).toBe(new RegExp(`^${expression}$`, "s").test(name));
      }),
      { numRuns: 1000 },
    );
  });
});

describe("file", () => {
  const TEXT =
    "ref=refs/tags/rc-7\nsha=0123456789abcdef\ncreated_at=2026-03-01T10:00:00Z\napi_image=eu.gcr.io/a/api:0123\nnote=a=b\n";
  const read = async (text: string, params: Record<string, unknown>): Promise<Seen> => {
    const path = join(dir, "metadata");
    await writeFile(path, text);
    return look(clients, file, { path, ...params });
  };
  it("takes keys of a text", async () => {
    const take = { ref: "ref", sha: "sha", at: "created_at", note: "note", worker: "worker_image" };
    const seen = await read(TEXT, { format: "keys", take });
    expect(seen.facts).toEqual({
      modifiedAt: expect.stringMatching(/Z$/),
      bytes: TEXT.length,
      sha256: createHash("sha256").update(TEXT).digest("hex"),
      ref: "refs/tags/rc-7",
      sha: "0123456789abcdef",
      at: "2026-03-01T10:00:00Z",
      note: "a=b",
      worker: null,
    });
  });
  it("takes pointers of JSON", async () => {
    const seen = await read('{"sha":"0123","apiImage":"x","n":1}', {
      format: "json",
      take: { sha: "/sha", n: "/n", none: "/ref" },
    });
    expect(seen.facts).toMatchObject({ sha: "0123", n: 1, none: null });
    const marked = await read('\uFEFF{"sha":"0123"}', { format: "json", take: { sha: "/sha" } });
    expect(marked.facts).toMatchObject({ sha: "0123", bytes: 17 });
  });
  it("says whether a secret is set, and never what it is", async () => {
    const text =
      "# an env file\nexport WORKER_CALLBACK_TOKEN='hunter22abc'\nWORKER_SIGNING_SECRET=\nOIDC= # not used\nAUDIENCE=a";
    const present = { bearer: "WORKER_CALLBACK_TOKEN", hmac: "WORKER_SIGNING_SECRET", oidc: "OIDC" };
    const seen = await read(text, { format: "keys", present });
    expect(seen.facts).toMatchObject({ bearer: true, hmac: false, oidc: false });
    expect(inspect(seen)).not.toContain("hunter22abc");
    const json = await read('{"token":"x","none":null,"zero":0}', {
      format: "json",
      present: { a: "/token", b: "/none", c: "/zero" },
    });
    expect(json.facts).toMatchObject({ a: true, b: false, c: true });
  });
  it.each([
    ["keys", "A='hunter22abc'\nB=hunter22\n", ["A", "B", "C"]],
    ["json", '{"a":"hunter22abc","b":1}', ["/a", "/b", "/c"]],
  ])(
    "says whether a secret is the one that stands in %s, asked twice, and shows neither",
    async (format, text, [a, b, c]) => {
      const as = new SecretText([{ name: "own", from: "env", source: "OWN", place: "test" }]);
      const same = { right: { at: a, as }, other: { at: b, as }, none: { at: c, as } };
      for (let time = 0; time < 2; time += 1) {
        const seen = await read(text, { format, same });
        expect(seen.facts).toMatchObject({ right: true, other: false, none: false });
        expect(inspect(seen)).not.toContain("hunter22abc");
      }
      const gone = new SecretText([{ name: "own", from: "env", source: "NOT_SET", place: "test" }]);
      const unset = await read(text, { format, same: { right: { at: a, as: gone } } });
      expect(unset.failure).toMatchObject({ kind: "config", message: expect.stringMatching(/^NOT_SET is not set/) });
    },
  );
  it("compares what it took", async () => {
    const match = { same: { fact: "sha", prefix: "0123456789ABCDEF" }, other: { fact: "sha", equals: "x" } };
    const seen = await read(TEXT, { format: "keys", take: { sha: "sha" }, match });
    expect(seen.facts).toMatchObject({ same: true, other: false });
  });
  it("fails where nothing can be read", async () => {
    expect((await read("{", { format: "json", take: { a: "/a" } })).failure?.kind).toBe("parse");
    expect((await read("x".repeat(300_000), { format: "keys", take: { a: "a" } })).failure?.kind).toBe("too-large");
    const at = (path: string): Promise<Seen> => look(clients, file, { path, format: "keys", take: { a: "a" } });
    expect((await at(join(dir, "gone"))).failure).toMatchObject({
      kind: "config",
      message: expect.stringMatching(/is not there/),
    });
    expect((await at(dir)).failure).toMatchObject({
      kind: "config",
      message: expect.stringMatching(/is not a file|is a directory/),
    });
  });
  it.runIf(process.getuid?.() !== 0)("says that it may not", async () => {
    const path = join(dir, "closed");
    await writeFile(path, "a=1");
    await chmod(path, 0o000);
    expect((await look(clients, file, { path, format: "keys", take: { a: "a" } })).failure).toMatchObject({
      kind: "config",
      code: "EACCES",
    });
  });
  it.each([
    ["a key that is a secret's", { format: "keys", take: { t: "CALLBACK_TOKEN" } }],
    ["a key as a pointer", { format: "json", take: { a: "sha" } }],
    ["a fact that is always there", { format: "keys", take: { bytes: "a" } }],
  ])("refuses %s", (_what, params) => {
    expect(file.params.safeParse({ path: "/a", ...params }).success).toBe(false);
  });
});
