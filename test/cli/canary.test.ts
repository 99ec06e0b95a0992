import { readdirSync, readFileSync, statSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type IPty, spawn } from "@lydell/node-pty";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { opsdeck } from "../helpers/cli.ts";

/** In a header, in a URL, in a body, in a program's environment and on its stdin. */
const CANARIES = {
  HEADER: "canary-in-a-header-7f3k",
  QUERY: "canary in a query/7f3k",
  BODY: "canary-in-a-body-7f3k",
  CHILD: "canary-in-a-child-7f3k",
};
const forms = Object.values(CANARIES).flatMap((value) => [
  value,
  encodeURIComponent(value),
  Buffer.from(value).toString("base64").replace(/=+$/, ""),
  JSON.stringify(value).slice(1, -1),
]);

let home: string;
let server: Server;
let asked: string[];

beforeEach(async () => {
  asked = [];
  home = await mkdtemp(join(tmpdir(), "opsdeck-canary-"));
  // Says back whatever it is sent, in its body, in a header and in its reason.
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => {
      body += chunk;
    });
    request.on("end", () => {
      const said = `${request.url} ${JSON.stringify(request.headers)} ${body}`;
      asked.push(said);
      const status = request.url?.startsWith("/bad") ? 500 : 200;
      response.writeHead(status, { "x-echo": encodeURIComponent(said).slice(0, 4000) });
      response.end(JSON.stringify({ said, error: { message: said } }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  await writeFile(join(home, "shop.yaml"), system(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(home, { recursive: true, force: true });
});

const PROGRAM = `console.log(JSON.stringify({ said: process.env.TOKEN + process.argv.join() }));
console.error(process.env.TOKEN); process.exit(3)`;

/** Whatever is said back stands on a row, in its detail and in its reason. */
function system(base: string): string {
  const headers = { authorization: "Bearer ${secrets.header}", "x-plain": "${secrets.header}" };
  const url = (path: string): string => `${base}/${path}?key=\${secrets.query}`;
  const judge = [{ when: { fact: "said", matches: ".*" }, verdict: "fail", say: "{said}", short: "{said}" }];
  const fine = [{ when: { fact: "exitCode", eq: 0 }, verdict: "ok", say: "fine" }];
  const take = { take: { said: "/said" }, "take-headers": { echo: "x-echo" } };
  const body = "${secrets.body}";
  return JSON.stringify({
    system: "shop",
    title: "Shop",
    tag: "sh",
    environment: "production",
    secrets: { header: "${env:HEADER}", query: "${env:QUERY}", body: "${env:BODY}", child: "${env:CHILD}" },
    commands: { tells: { argv: ["node", "-e", PROGRAM], env: { TOKEN: "${secrets.child}" }, timeout: "10s" } },
    checks: [
      { id: "echo", kind: "http-json", panels: ["sync"], with: { url: url("ok"), headers, ...take }, judge },
      {
        id: "bad",
        kind: "http-json",
        effect: "none",
        panels: ["sync"],
        with: { url: url("bad"), headers, method: "POST", body, ...take },
        judge,
      },
      { id: "child", kind: "command", effect: "none", panels: ["sync"], with: { command: "tells" }, judge: fine },
    ],
  });
}

const env = () => ({ HOME: home, PATH: `${join(process.execPath, "..")}:/usr/bin:/bin`, LANG: "C.UTF-8", ...CANARIES });

/** What begins a copy for the clipboard (OSC 52). */
const COPY = "\u001b]52;c;";

function leaks(text: string): readonly string[] {
  return forms.filter((form) => text.includes(form));
}

/** Every file below a folder; a socket is none. */
function filesIn(folder: string): readonly string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    const found = statSync(path);
    if (found.isDirectory()) return filesIn(path);
    return found.isFile() ? [path] : [];
  });
}

function expectCleanDisk(): void {
  const written = filesIn(home).filter((path) => path.includes("/state/"));
  for (const path of written) expect(leaks(readFileSync(path, "utf8")), path).toEqual([]);
}

/** Programs of this test that run now, as anybody on the machine sees them. */
function commandLines(): string {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8");
      } catch {
        return "";
      }
    })
    .join("\n");
}

function openCockpit(): { readonly pty: IPty; readonly seen: () => string } {
  const args = ["bin/opsdeck.mjs", "--config", join(home, "shop.yaml"), "--state", join(home, "state")];
  const terminal = { ...env(), TERM: "xterm-256color" };
  const pty = spawn(process.execPath, args, { cols: 160, rows: 45, env: terminal });
  let text = "";
  pty.onData((data) => {
    text += data;
  });
  return { pty, seen: () => text };
}

it("no secret is in any frame, copy, title, file or argument, whatever a target says back", async () => {
  const { pty, seen } = openCockpit();
  const ended = new Promise<number>((resolve) => pty.onExit(({ exitCode }) => resolve(exitCode)));
  const until = (what: string) => vi.waitFor(() => expect(seen()).toContain(what), { timeout: 20_000 });
  await until("echo");
  await vi.waitFor(() => expect(asked.length).toBeGreaterThan(1), { timeout: 20_000 });
  await until("••••••••");
  expect(leaks(commandLines())).toEqual([]);
  const press = (key: string, shows: () => void) =>
    vi.waitFor(
      () => {
        try {
          shows();
        } catch (error) {
          pty.write(key);
          throw error;
        }
      },
      { timeout: 15_000, interval: 500 },
    );
  // A row, the frame as files, the detail with the raw answer; copies of row and detail.
  await press("y", () => expect(seen()).toContain(COPY));
  await press("S", () => expect(filesIn(home).some((path) => path.endsWith(".svg"))).toBe(true));
  await press("\r", () => expect(seen()).toContain("http-json"));
  await press("y", () => expect(seen().split(COPY).length).toBeGreaterThan(2));
  pty.kill("SIGTERM");
  await ended;
  const copies = seen()
    .split(COPY)
    .slice(1)
    .map((text) => Buffer.from(text.split("\u0007")[0] ?? "", "base64").toString());
  expect(leaks(seen() + copies.join("\n"))).toEqual([]);
  expectCleanDisk();
  // The targets did get them: the test can fail.
  for (const value of [CANARIES.HEADER, CANARIES.BODY]) expect(asked.join("\n")).toContain(value);
}, 60_000);

it("no secret is in what check, duties and a configuration with mistakes say", async () => {
  const over = { home, env: { ...env(), OPSDECK_STATE: join(home, "state") } };
  const config = ["--config", join(home, "shop.yaml")];
  const said = await Promise.all([
    opsdeck(["check", "--json", ...config], over),
    opsdeck(["check", ...config], over),
    opsdeck(["duties", "--json", ...config], over),
  ]);
  const wrong = { ...(JSON.parse(system("not a url")) as object), nonsense: "${secrets.header}" };
  await writeFile(join(home, "wrong.yaml"), JSON.stringify(wrong));
  said.push(await opsdeck(["validate", join(home, "wrong.yaml")], over));
  const text = said.map(({ out, err }) => out + err).join("\n");
  expect(text).toMatch(/••••••••/);
  expect(leaks(text)).toEqual([]);
  expectCleanDisk();
});
