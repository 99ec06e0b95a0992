import { createServer, type Server } from "node:net";

/**
 * Below the range that systems take for outgoing connections (32768 up on Linux, 49152 up elsewhere), so that nobody gets
 * a port by chance that a fault has closed for a while.
 */
const LOWEST = 20_000;
const BLOCKS = 240;
/** The first port of a block is its lock. */
const BLOCK = 50;

interface Block {
  next: number;
  readonly end: number;
}

let claimed: Promise<Block> | undefined;

/**
 * A loopback port that nobody listens on, given to nobody else while this process lives: ports come from blocks, and who
 * listens on the first port of a block has the others. So two labs on one machine do not get each other's closed ports.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    claimed ??= claimBlock();
    const current = claimed;
    const block = await current;
    if (block.next < block.end) {
      const port = block.next++;
      if (await isFree(port)) return port;
    } else if (claimed === current) claimed = undefined;
  }
}

async function claimBlock(): Promise<Block> {
  for (let attempt = 0; attempt < BLOCKS; attempt++) {
    const first = LOWEST + BLOCK * Math.floor(Math.random() * BLOCKS);
    // Unreferenced: it ends with this process, whatever ends that.
    const lock = await listenOn(first);
    if (lock) return { next: first + 1, end: first + BLOCK };
  }
  throw new Error(`no free ports between ${LOWEST} and ${LOWEST + BLOCK * BLOCKS}`);
}

async function isFree(port: number): Promise<boolean> {
  const server = await listenOn(port);
  if (server) await new Promise((resolve) => server.close(resolve));
  return server !== undefined;
}

/** Undefined when somebody listens there. */
function listenOn(port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy()).unref();
    server.once("error", () => resolve(undefined));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => resolve(server));
  });
}
