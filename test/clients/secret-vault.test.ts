import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitArguments } from "../../src/clients/arguments.ts";
import { createVault, type VaultSources } from "../../src/clients/secret-vault.ts";
import { CheckError } from "../../src/core/check-error.ts";
import { type SecretReference, SecretText } from "../../src/core/secret.ts";

const place = "system.yaml:31";
const env = (source: string): SecretReference => ({ name: "cronSecret", from: "env", source, place });
const command = (source: string): SecretReference => ({ name: "token", from: "cmd", source, place });
const vaultOf = (value: string, extra: Partial<VaultSources> = {}) => createVault({ env: { S: value }, ...extra });
const secret = (reference: SecretReference): SecretText => new SecretText([reference]);

describe("a vault", () => {
  it("puts values into a text", async () => {
    const text = new SecretText(["Bearer ", env("S"), "_BROKEN"]);
    expect(await vaultOf("abc").reveal(text)).toBe("Bearer abc_BROKEN");
    expect(await vaultOf("abc").reveal("plain")).toBe("plain");
  });
  it.each([undefined, "", "\n"])("says which variable %j is missing, and where it is declared", async (value) => {
    const vault = createVault({ env: { CRON_SECRET: value } });
    const failure = await vault.reveal(secret(env("CRON_SECRET"))).catch((error: unknown) => error);
    expect(failure).toMatchObject({ kind: "config", hint: `set it, or see ${place}` });
    expect((failure as Error).message).toMatch(/^CRON_SECRET is (not set|empty)$/);
  });
  it("reads files, without the newline at their end, and once", async () => {
    let reads = 0;
    const vault = createVault({
      env: {},
      readFile: (path) => {
        reads += 1;
        return Promise.resolve(`${path}-value\r\n`);
      },
    });
    const text = secret({ name: "f", from: "file", source: "/run/s", place });
    expect(await Promise.all([vault.reveal(text), vault.reveal(text)])).toEqual(["/run/s-value", "/run/s-value"]);
    expect(reads).toBe(1);
  });
  it("asks again after a failure", async () => {
    let answer: Promise<string> = Promise.reject(Object.assign(new Error("denied: hunter22"), { code: "EACCES" }));
    const vault = createVault({ env: {}, readFile: () => answer });
    const text = secret({ name: "f", from: "file", source: "/run/s", place });
    await expect(vault.reveal(text)).rejects.toThrow("/run/s cannot be read (EACCES)");
    answer = Promise.resolve("late");
    expect(await vault.reveal(text)).toBe("late");
  });
  it("asks anew for a token that is about to end, once for all who need it, and keeps the others", async () => {
    const tokenUntil = (seconds: number) =>
      `h.${Buffer.from(JSON.stringify({ exp: seconds })).toString("base64url")}.s`;
    let asked = 0;
    let now = 0;
    const runCommand = () => {
      asked += 1;
      return Promise.resolve(tokenUntil(now / 1000 + 3600));
    };
    const vault = createVault({ env: {}, runCommand, now: () => now });
    const text = secret(command("print-identity-token"));
    const first = await vault.reveal(text);
    now = 3_539_999;
    expect(await vault.reveal(text)).toBe(first);
    now = 3_540_000;
    const [second, third] = await Promise.all([vault.reveal(text), vault.reveal(text)]);
    expect(asked).toBe(2);
    expect(second).toBe(tokenUntil(3540 + 3600));
    expect(third).toBe(second);
    expect(vault.redact(`${first} ${second}`)).not.toMatch(/\w\./);

    const values = ["no.token.at-all", "another"];
    const opaque = createVault({ env: {}, runCommand: () => Promise.resolve(values.shift() ?? ""), now: () => now });
    expect(await opaque.reveal(text)).toBe("no.token.at-all");
    now = 1e12;
    expect(await opaque.reveal(text)).toBe("no.token.at-all");
  });
  it("asks anew for what a target refused, and for nothing else", async () => {
    let asked = 0;
    const runCommand = (argv: readonly string[]) => {
      asked += 1;
      return Promise.resolve(`${argv[0]}-${asked}`);
    };
    const vault = createVault({ env: {}, runCommand });
    const [mine, other] = [new SecretText(["Bearer ", command("token")]), secret(command("password"))];
    expect(await vault.reveal(mine)).toBe("Bearer token-1");
    expect(await vault.reveal(other)).toBe("password-2");
    vault.refused(["plain", mine]);
    expect(await vault.reveal(other)).toBe("password-2");
    expect(await vault.reveal(mine)).toBe("Bearer token-3");
    expect(vault.redact("token-1 token-3")).not.toMatch(/token-\d/);
  });
  it("runs commands without a shell", async () => {
    const vault = createVault({ env: {} });
    expect(await vault.reveal(secret(command(`printf %s "a b;" '$HOME' \\;`)))).toBe("a b;$HOME;");
  });
  it("tells the status of a command, never what it printed", async () => {
    const vault = createVault({ env: {} });
    const script = `process.stdout.write("half-a-secret"); console.error("half-a-secret"); process.exit(3)`;
    const failure = await vault.reveal(secret(command(`${process.execPath} -e '${script}'`))).catch((error) => error);
    expect(failure).toBeInstanceOf(CheckError);
    expect(inspect(failure, { depth: 9 })).toContain("the command of the secret token failed (3)");
    expect(inspect({ ...failure, stack: "" }, { depth: 9 })).not.toContain("half-a-secret");
  });
  it("is opaque when it is printed", async () => {
    const vault = vaultOf("correct-horse");
    await vault.reveal(secret(env("S")));
    expect(inspect(vault, { depth: 9, showHidden: true }) + JSON.stringify(vault)).not.toContain("correct-horse");
  });
});

describe("redaction", () => {
  const redacted = async (value: string, text: string): Promise<string> => {
    const vault = vaultOf(value);
    await vault.reveal(secret(env("S")));
    return vault.redact(text);
  };
  it("knows the forms in which a value travels", async () => {
    const value = `p@ss/w+rd?&"ünï`;
    const basic = (user: string): string => Buffer.from(`${user}:${value}`).toString("base64");
    const forms = [
      value,
      encodeURIComponent(value),
      new URLSearchParams({ value }).toString(),
      JSON.stringify({ value }),
      Buffer.from(value).toString("base64"),
      Buffer.from(value).toString("base64url"),
      basic("a"),
      basic("ab"),
      basic("abc"),
    ];
    for (const form of forms) expect(await redacted(value, `x ${form} y`)).toMatch(/^x .*••••••••.* y$/);
  });
  it("hides the password of a connection URL on its own, as written and as meant", async () => {
    const url = "postgresql://app:s%40crets%21@db.example:5432/app";
    expect(await redacted(url, "password s@crets! or s%40crets%21 for app")).toBe(
      "password •••••••• or •••••••• for app",
    );
    expect(await redacted(url, `dialing ${url}`)).toBe("dialing ••••••••");
  });
  it("hides the password of a URL that is put together", async () => {
    const vault = vaultOf("hunter22+x");
    await vault.reveal(new SecretText(["redis://:", env("S"), "@h:1"]));
    expect(vault.redact("hunter22+x hunter22%2Bx redis://:hunter22+x@h:1")).not.toContain("hunter22");
  });
  it("leaves ordinary words alone when a secret is short", async () => {
    const text = "db ok, Bearer ok, password=ok&x=ok, redis://app:ok@host, token: ok. booking ok";
    const dots = "••••••••";
    expect(await redacted("ok", text)).toBe(
      `db ok, Bearer ${dots}, password=${dots}&x=ok, redis://app:${dots}@host, token: ${dots}. booking ok`,
    );
    expect(await redacted("ok", "ok")).toBe(dots);
  });
  it.each(["a-", "bearer ", "://", " ", "key", 'token"'])("stays linear on a megabyte of %j", async (part) => {
    const vault = createVault({ env: { S: "ok", T: "correct-horse-battery" } });
    await vault.reveal(new SecretText([env("S"), env("T")]));
    expect(vault.redact(part.repeat(1_000_000 / part.length))).not.toContain("correct-horse-battery");
  });
  it("leaves no value of 6 characters or more in any text (property)", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 6, maxLength: 40 }), fc.string(), fc.string(), async (value, a, b) => {
        if (value.replace(/\r?\n$/, "") !== value) return;
        const text = `${a}${value}${b}${encodeURIComponent(value.toWellFormed())}${Buffer.from(value).toString("base64")}`;
        const left = await redacted(value, text);
        expect(left.replaceAll("••••••••", "")).not.toContain(encodeURIComponent(value.toWellFormed()));
        if (!"••••••••".includes(value)) expect(left).not.toContain(value);
      }),
      { numRuns: 150 },
    );
  });
});

describe("a command line", () => {
  it("splits like a shell that expands nothing", () => {
    expect(splitArguments(`op read "op://v a/k" --x='1 2'\\ 3 ""`)).toEqual([
      "op",
      "read",
      "op://v a/k",
      "--x=1 2 3",
      "",
    ]);
    expect(splitArguments(`a 'b`)).toBeUndefined();
    expect(splitArguments("  ")).toBeUndefined();
  });
  it("gives back what was quoted (property)", () => {
    const quote = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), (words) => {
        expect(splitArguments(words.map(quote).join(" "))).toEqual(words);
      }),
    );
  });
});
