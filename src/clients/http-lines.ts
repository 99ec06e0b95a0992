import type { Readable } from "node:stream";
import type { HttpStreamed } from "../core/clients.ts";

interface Bounds {
  readonly maxBytes: number;
  readonly forMs: number | undefined;
}

type OnLine = (line: string) => "more" | "enough";

/** Hands over the lines of a body as they come, until `onLine` has enough, the body is over, or a bound is met. */
export async function readLines(
  body: Readable,
  { maxBytes, forMs }: Bounds,
  onLine: OnLine,
): Promise<HttpStreamed["ended"]> {
  let outOfTime = false;
  const end = (): void => {
    outOfTime = true;
    body.destroy();
  };
  const timer = forMs === undefined ? undefined : setTimeout(end, forMs);
  try {
    const ended = await read(body, maxBytes, onLine);
    return outOfTime ? "time" : ended;
  } catch (error) {
    if (outOfTime) return "time";
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

async function read(body: Readable, maxBytes: number, onLine: OnLine): Promise<"enough" | "over" | "bytes"> {
  const lines = lineSplitter();
  let left = maxBytes;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    for (const line of lines.push(chunk.subarray(0, left))) if (onLine(line) === "enough") return "enough";
    left -= chunk.length;
    if (left < 0) return "bytes";
  }
  const rest = lines.rest();
  return rest !== "" && onLine(rest) === "enough" ? "enough" : "over";
}

/** Cuts bytes into lines, whatever pieces they come in. */
function lineSplitter(): { push(chunk: Buffer): string[]; rest(): string } {
  const decoder = new TextDecoder();
  let begun = "";
  const plain = (line: string): string => (line.endsWith("\r") ? line.slice(0, -1) : line);
  return {
    push(chunk) {
      const [first = "", ...more] = decoder.decode(chunk, { stream: true }).split("\n");
      begun += first;
      const last = more.pop();
      if (last === undefined) return [];
      const lines = [begun, ...more].map(plain);
      begun = last;
      return lines;
    },
    rest: () => plain(begun + decoder.decode()),
  };
}
