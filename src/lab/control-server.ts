import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { FaultBoard } from "./faults.ts";
import { freePort } from "./net/ports.ts";
import type { Pager } from "./pager.ts";
import { isRecord } from "./process/json-lines.ts";
import type { StandIn } from "./stand-ins.ts";

const ANSWER_MS = 5_000;

export interface ControlServer {
  readonly url: string;
  /** Faults can be listed and turned, and the teams' commands run, once the systems are up. */
  serve(board: FaultBoard, commands: ReadonlyMap<string, StandIn>): void;
  close(): Promise<void>;
}

interface Control {
  readonly nonce: string;
  readonly pager: Pager;
  readonly answerMs: number;
  readonly host: string;
  board: FaultBoard | undefined;
  commands: ReadonlyMap<string, StandIn>;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** The lab's own door on loopback: its nonce, its faults, and the messages that the simulated systems have sent. */
export async function openControlServer(
  nonce: string,
  pager: Pager,
  answerMs: number = ANSWER_MS,
): Promise<ControlServer> {
  const port = await freePort();
  const control: Control = { nonce, pager, answerMs, host: `127.0.0.1:${port}`, board: undefined, commands: new Map() };
  const server = createServer((request, response) => void handle(control, request, response));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    url: `http://${control.host}`,
    serve: (board, commands) => {
      control.board = board;
      control.commands = commands;
    },
    close: () => close(server),
  };
}

async function handle(control: Control, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { status, body } = await answer(control, request).catch((error: unknown) => ({
    status: 500,
    body: { error: error instanceof Error ? error.message : String(error) },
  }));
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(JSON.stringify(body));
}

async function answer(control: Control, request: IncomingMessage): Promise<Answer> {
  if (fromBrowser(control, request)) return { status: 403, body: { error: "not for browsers" } };
  const route = `${request.method} ${request.url}`;
  if (route === "GET /nonce") return { status: 200, body: { nonce: control.nonce } };
  if (route === "GET /pages") return { status: 200, body: control.pager.report() };
  if (route === "POST /pages") {
    control.pager.page(await readText(request));
    return { status: 200, body: { ok: true } };
  }
  const { board } = control;
  if (!board) return { status: 503, body: { error: "the lab is starting" } };
  if (route === "GET /faults") return { status: 200, body: { version: 1, faults: board.list() } };
  const command = /^POST \/commands\/([a-z0-9-]+\/[\w-]+)$/.exec(route)?.[1];
  if (command !== undefined) return runCommand(control, command, await readText(request));
  const turn = /^POST \/faults\/([a-z0-9-]+\/[a-z0-9-]+)\/(break|heal)$/.exec(route);
  if (!turn?.[1]) return { status: 404, body: { error: `no such route: ${route}` } };
  return turnFault(control.answerMs, board, turn[1], turn[2] === "break");
}

/** A change that takes longer goes on, and the answer is how it stands: who asks again waits for the same change. */
async function turnFault(answerMs: number, board: FaultBoard, id: string, on: boolean): Promise<Answer> {
  const turned = board.turn(id, on);
  const known = await Promise.race([turned, sleep(answerMs, undefined, { ref: false })]);
  if (known === false) return { status: 404, body: { error: `no such fault: ${id}` } };
  if (known === true) return { status: 200, body: { id, on } };
  turned.catch(() => undefined);
  const fault = board.list().find((one) => one.id === id);
  return { status: 202, body: { id, on: fault?.on, turning: fault?.turning ?? "waiting" } };
}

async function runCommand({ commands }: Control, id: string, text: string): Promise<Answer> {
  const run = commands.get(id);
  if (!run) return { status: 404, body: { error: `no such command: ${id}` } };
  const call: unknown = JSON.parse(text);
  if (!isRecord(call) || !Array.isArray(call.argv)) return { status: 400, body: { error: "argv and stdin are due" } };
  const { argv, stdin = "", env = {} } = call;
  return { status: 200, body: await run({ argv: argv.map(String), stdin: String(stdin), env: textsOf(env) }) };
}

function textsOf(env: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(isRecord(env) ? env : {}).map(([name, value]) => [name, String(value)]));
}

/** A page in a browser on this machine must not switch faults: it sends an Origin, or reaches us by another name. */
function fromBrowser(control: Control, request: IncomingMessage): boolean {
  const { host, origin } = request.headers;
  return origin !== undefined || request.headers["sec-fetch-site"] !== undefined || host !== control.host;
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
