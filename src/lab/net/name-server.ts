import { createSocket, type Socket } from "node:dgram";
import type { AddressInfo } from "node:net";

const HEADER = 12;
const TYPE_A = 1;
const FLAGS = 0x8180;
const NAME_ERROR = 3;
/** A pointer to the name in the question, type A, class IN, a minute to live, four bytes: 127.0.0.1. */
const LOOPBACK = Buffer.from("c00c000100010000003c00047f000001", "hex");

/** A name server (RFC 1035, by UDP) that knows every name as 127.0.0.1, or none. */
export interface NameServer {
  /** `127.0.0.1:port`. */
  readonly address: string;
  know(names: boolean): void;
  close(): Promise<void>;
}

export async function startNameServer(): Promise<NameServer> {
  const socket: Socket = createSocket("udp4");
  let isKnown = true;
  socket.on("message", (query, from) => {
    const answer = answerTo(query, isKnown);
    if (answer) socket.send(answer, from.port, from.address);
  });
  await new Promise<void>((resolve, reject) => {
    socket.once("error", reject);
    socket.bind(0, "127.0.0.1", resolve);
  });
  const { port } = socket.address() as AddressInfo;
  return {
    address: `127.0.0.1:${port}`,
    know: (names) => {
      isKnown = names;
    },
    close: () => new Promise((resolve) => socket.close(() => resolve())),
  };
}

/** An IPv4 address for a question about one, no record for another type; undefined for what is no question. */
function answerTo(query: Buffer, isKnown: boolean): Buffer | undefined {
  const end = query.indexOf(0, HEADER) + 1;
  if (end === 0 || query.length < end + 4) return undefined;
  const isAboutA = query.readUInt16BE(end) === TYPE_A;
  const records = isKnown && isAboutA ? LOOPBACK : Buffer.alloc(0);
  const header = Buffer.alloc(HEADER);
  header.writeUInt16BE(query.readUInt16BE(0), 0);
  header.writeUInt16BE(isKnown ? FLAGS : FLAGS | NAME_ERROR, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(records.length > 0 ? 1 : 0, 6);
  return Buffer.concat([header, query.subarray(HEADER, end + 4), records]);
}
