import { connect, createServer, type Socket } from "node:net";
import { type Listening, listen } from "./listen.ts";

export interface Pooler extends Listening {
  /** Connections that were refused for their options. */
  readonly refused: () => number;
}

/** Stands before a real PostgreSQL and, like PgBouncer, refuses start-up packets that have options (08P01). */
export async function startPooler(port: number): Promise<Pooler> {
  const sockets = new Set<Socket>();
  let refused = 0;
  const server = createServer((near) => {
    sockets.add(near);
    near.on("error", () => {});
    near.on("close", () => sockets.delete(near));
    near.once("data", (startup) => {
      if (startup.includes("options\0")) {
        refused += 1;
        return void near.end(errorResponse("08P01", "unsupported startup parameter: options"));
      }
      const far = connect(port, "127.0.0.1");
      far.on("error", () => near.destroy());
      far.write(startup);
      near.pipe(far).pipe(near);
    });
  });
  return { ...(await listen(server, sockets)), refused: () => refused };
}

function errorResponse(code: string, message: string): Buffer {
  const fields = Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${message}\0\0`);
  const head = Buffer.alloc(5);
  head.write("E");
  head.writeInt32BE(fields.length + 4, 1);
  return Buffer.concat([head, fields]);
}
