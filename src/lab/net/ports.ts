import { createServer } from "node:net";

/**
 * Below the range that systems take for outgoing connections (32768 up on Linux, 49152 up elsewhere), so that a port
 * that a fault closes for a while can be opened again: nobody gets it by chance in between.
 */
const LOWEST = 20_000;
const HIGHEST = 31_999;

/** A loopback port that nobody listens on now. */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST + 1));
    if (await isFree(port)) return port;
  }
  throw new Error(`no free port between ${LOWEST} and ${HIGHEST}`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host: "127.0.0.1", exclusive: true }, () => server.close(() => resolve(true)));
  });
}
