import { lookup, Resolver } from "node:dns/promises";
import { connect, isIP, type Socket } from "node:net";
import { type ConnectionOptions, connect as connectTls, type PeerCertificate, type TLSSocket } from "node:tls";
import { CheckError } from "../core/check-error.ts";
import type { Certificate, SocketClient } from "../core/clients.ts";
import { tame } from "../core/hostile-text.ts";
import { networkFailure } from "./network-failure.ts";
import { untilAborted } from "./until-aborted.ts";

const plain = (text: string): string => text;

/** Names, ports and certificates, by the system's own resolver and OpenSSL. Nothing is sent but the TLS handshake. */
export function createSocketClient(): SocketClient {
  return {
    async lookup(name, signal, server) {
      const began = performance.now();
      try {
        const addresses = await (server === undefined ? asThisMachine(name, signal) : asServer(server, name, signal));
        return { addresses, tookMs: performance.now() - began };
      } catch (error) {
        throw networkFailure(error, tame(name, 100), plain);
      }
    },
    async connect(host, port, signal) {
      const began = performance.now();
      const socket = await opened(
        connect({ host, port: portOf(port) }),
        "connect",
        `${tame(host, 100)}:${port}`,
        signal,
      );
      const address = socket.remoteAddress ?? "";
      socket.destroy();
      return { tookMs: performance.now() - began, address };
    },
    async certificate(host, port, serverName, signal) {
      const began = performance.now();
      const options: ConnectionOptions = { host, port: portOf(port), rejectUnauthorized: false };
      // A name of an IP address is not sent: RFC 6066 forbids it.
      if (isIP(serverName) === 0) options.servername = serverName;
      const place = `${tame(host, 100)}:${port}`;
      const calling = connectTls(options);
      let connectMs = 0;
      calling.once("connect", () => {
        connectMs = performance.now() - began;
      });
      const socket = await opened(calling, "secureConnect", place, signal);
      try {
        const tookMs = performance.now() - began;
        return { ...certificateOf(socket, place), connectMs, handshakeMs: tookMs - connectMs, tookMs };
      } finally {
        socket.destroy();
      }
    },
  };
}

async function asThisMachine(name: string, signal: AbortSignal): Promise<string[]> {
  const found = await untilAborted(lookup(name, { all: true, order: "verbatim" }), signal);
  return found.map(({ address }) => address);
}

/** Only the signal ends the wait: the resolver's own tries are as long as any look. */
async function asServer(server: string, name: string, signal: AbortSignal): Promise<string[]> {
  const resolver = new Resolver({ timeout: 60_000, tries: 1 });
  resolver.setServers([server]);
  const families = [resolver.resolve4(name), resolver.resolve6(name)].map((asked) => asked.catch(noneOrThrow));
  const found = await untilAborted(Promise.all(families), signal, () => resolver.cancel());
  return found.flat();
}

/** A name that has no address of one family is known all the same. */
function noneOrThrow(error: unknown): string[] {
  if (error instanceof Error && "code" in error && error.code === "ENODATA") return [];
  throw error;
}

function portOf(port: number): number {
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new CheckError("config", `${port} is not a port`);
}

async function opened<S extends Socket>(socket: S, event: string, place: string, signal: AbortSignal): Promise<S> {
  const ready = new Promise<S>((resolve, reject) => {
    socket.once(event, () => resolve(socket));
    socket.on("error", reject);
    socket.once("close", () =>
      reject(new CheckError("reset", `${place} closed the connection before it had answered`, { place })),
    );
  });
  try {
    return await untilAborted(ready, signal, () => socket.destroy());
  } catch (error) {
    socket.destroy();
    throw networkFailure(error, place, plain);
  }
}

type Presented = Omit<Certificate, "connectMs" | "handshakeMs" | "tookMs">;

function certificateOf(socket: TLSSocket, place: string): Presented {
  const given = socket.getPeerCertificate();
  const validTo = Date.parse(given.valid_to);
  if (Number.isNaN(validTo))
    throw new CheckError("parse", `${place} presented no certificate that can be read`, { place });
  // Node gives the code of OpenSSL as a text here, and an Error where the name does not fit.
  const refusal = socket.authorized ? null : refusalOf(socket.authorizationError);
  return {
    validFrom: Date.parse(given.valid_from),
    validTo,
    subject: nameOf(given.subject),
    issuer: nameOf(given.issuer),
    protocol: socket.getProtocol() ?? "",
    refusal,
  };
}

function refusalOf(error: unknown): string {
  const code = typeof error === "object" && error !== null && "code" in error ? error.code : error;
  return tame(String(code ?? "UNTRUSTED"), 80);
}

function nameOf(name: PeerCertificate["subject"] | undefined): string {
  const common = name?.CN ?? name?.O ?? "";
  return tame(Array.isArray(common) ? common.join(", ") : common, 120);
}
