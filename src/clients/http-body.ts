import type { Readable } from "node:stream";
import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate, inflateRaw, zstdDecompress } from "node:zlib";
import { CheckError } from "../core/check-error.ts";

type Decompress = (data: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

const inflateWrapped: Decompress = promisify(inflate);
const inflateBare: Decompress = promisify(inflateRaw);
const decompressors: Readonly<Record<string, Decompress>> = {
  gzip: promisify(gunzip),
  "x-gzip": promisify(gunzip),
  br: promisify(brotliDecompress),
  zstd: promisify(zstdDecompress),
  // Some servers say deflate and send it without its zlib wrapper.
  deflate: (data, options) => ((data[0] ?? 0) % 16 === 8 ? inflateWrapped : inflateBare)(data, options),
};

/** Reads at most `maxBytes`; the caller hangs up when this rejects with `too-large`. */
export async function readBody(body: Readable, declared: string | undefined, maxBytes: number): Promise<Buffer> {
  if (Number(declared ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Undoes what `content-encoding` names, though it was not asked for. What unpacks to more than `maxBytes` is `too-large`. */
export async function decodeBody(body: Buffer, encoding: string | undefined, maxBytes: number): Promise<string> {
  let data = body;
  const encodings = (encoding ?? "").toLowerCase().split(",").slice(0, 3).reverse();
  for (const name of encodings.map((part) => part.trim())) {
    if (data.length === 0 || name === "" || name === "identity") continue;
    const decompress = decompressors[name];
    if (!decompress) throw new CheckError("parse", "the answer has a content-encoding that opsdeck does not know");
    data = await unpack(decompress, data, maxBytes, name);
  }
  return new TextDecoder().decode(data);
}

async function unpack(decompress: Decompress, data: Buffer, maxBytes: number, name: string): Promise<Buffer> {
  try {
    return await decompress(data, { maxOutputLength: maxBytes });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    if (code === "ERR_BUFFER_TOO_LARGE") throw tooLarge(maxBytes);
    throw new CheckError("parse", `the answer says ${name} and cannot be unpacked (${code})`, { code });
  }
}

function tooLarge(maxBytes: number): CheckError {
  return new CheckError("too-large", `the answer is longer than ${sizeOf(maxBytes)}`, {
    hint: "raise max-bytes, or ask for less",
  });
}

function sizeOf(bytes: number): string {
  return bytes >= 1024 * 1024 ? `${Math.round(bytes / 1024 / 1024)} MiB` : `${Math.round(bytes / 1024)} KiB`;
}
