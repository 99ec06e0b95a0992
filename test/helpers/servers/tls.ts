import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer } from "node:tls";
import { promisify } from "node:util";
import { type Listening, listen } from "./listen.ts";

const run = promisify(execFile);

export interface TlsServer extends Listening {
  /** Its own certificate, as PEM: whoever trusts it trusts the server. */
  readonly certificate: string;
}

/**
 * A TLS server with a self-signed certificate for a name and 127.0.0.1, made for it by openssl. Dates as openssl takes
 * them: 20200101000000Z. What it decrypts goes on to the port `forwardTo`, or nowhere.
 */
export async function startTlsServer(
  name: string,
  validity: readonly [string, string],
  forwardTo?: number,
): Promise<TlsServer> {
  const folder = await mkdtemp(join(tmpdir(), "opsdeck-tls-"));
  const [key, cert, config] = ["key.pem", "cert.pem", "ca.conf"].map((file) => join(folder, file)) as [
    string,
    string,
    string,
  ];
  try {
    await makeCertificate({ name, validity, key, cert, config, folder });
    const options = { key: await readFile(key), cert: await readFile(cert) };
    const sockets = new Set<Socket>();
    const server = createServer(options, (socket) => {
      socket.on("error", () => {});
      if (forwardTo === undefined) return;
      const far = connect(forwardTo, "127.0.0.1");
      far.on("error", () => socket.destroy());
      socket.pipe(far).pipe(socket);
    });
    server.on("tlsClientError", () => {});
    server.on("connection", (socket) => {
      sockets.add(socket);
      socket.on("close", () => sockets.delete(socket));
    });
    return { ...(await listen(server, sockets)), certificate: options.cert.toString() };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Wanted {
  readonly name: string;
  readonly validity: readonly [string, string];
  readonly key: string;
  readonly cert: string;
  readonly config: string;
  readonly folder: string;
}

/** `openssl ca` is the only one that takes dates in all versions since 1.1. */
async function makeCertificate({ name, validity, key, cert, config, folder }: Wanted): Promise<void> {
  const { writeFile } = await import("node:fs/promises");
  const request = join(folder, "request.pem");
  await writeFile(join(folder, "index"), "");
  await writeFile(join(folder, "serial"), "01\n");
  await writeFile(
    config,
    `[ca]\ndefault_ca=own\n[own]\ndatabase=${folder}/index\nserial=${folder}/serial\nnew_certs_dir=${folder}\ndefault_md=sha256\npolicy=any\nx509_extensions=names\n[any]\ncommonName=supplied\n[names]\nsubjectAltName=DNS:${name},IP:127.0.0.1\n`,
  );
  await run("openssl", [
    "req",
    "-new",
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:prime256v1",
    "-nodes",
    "-subj",
    `/CN=${name}`,
    "-keyout",
    key,
    "-out",
    request,
  ]);
  const dates = ["-startdate", validity[0], "-enddate", validity[1]];
  await run("openssl", [
    "ca",
    "-batch",
    "-selfsign",
    "-config",
    config,
    "-keyfile",
    key,
    "-in",
    request,
    "-out",
    cert,
    "-notext",
    ...dates,
  ]);
}
