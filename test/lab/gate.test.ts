import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it, onTestFinished } from "vitest";
import { type Gate, openGate } from "../../src/lab/net/gate.ts";
import { freePort } from "../../src/lab/net/ports.ts";

async function echoBehindGate(): Promise<Gate> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined).pipe(socket);
  });
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const gate = await openGate({ port });
  onTestFinished(async () => {
    await gate.close();
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return gate;
}

async function open(gate: Gate): Promise<Socket> {
  const socket = connect(gate.port, "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  await once(socket, "connect");
  return socket;
}

async function echo(socket: Socket, text: string): Promise<string> {
  socket.write(text);
  const [answer] = await Promise.race([once(socket, "data"), sleep(200, ["nothing"])]);
  return String(answer);
}

it("passes bytes while it is open", async () => {
  const socket = await open(await echoBehindGate());
  expect(await echo(socket, "hello")).toBe("hello");
});

it("resets what was connected and refuses what comes, then opens on the same port", async () => {
  const gate = await echoBehindGate();
  const socket = await open(gate);
  await echo(socket, "hello");
  const failed = new Promise((resolve) => socket.once("error", resolve));
  await gate.set("refuse");
  expect(await failed).toMatchObject({ code: "ECONNRESET" });
  await expect(open(gate)).rejects.toThrow("ECONNREFUSED");
  await gate.set("open");
  expect(await echo(await open(gate), "again")).toBe("again");
});

it("stalls what was connected and accepts what comes without an answer, then lets both go on", async () => {
  const gate = await echoBehindGate();
  const before = await open(gate);
  await echo(before, "hello");
  await gate.set("freeze");
  const during = await open(gate);
  expect(await Promise.all([echo(before, "one"), echo(during, "two")])).toEqual(["nothing", "nothing"]);
  const answers = Promise.all([once(before, "data"), once(during, "data")]);
  await gate.set("open");
  expect((await answers).map(String)).toEqual(["one", "two"]);
});
