import { CheckError, toFailure } from "../core/check-error.ts";
import type { Feed, FeedClient, FeedLine, FeedRequest, HttpClient, HttpResponse } from "../core/clients.ts";
import { untilAborted } from "./until-aborted.ts";

export interface OwnedFeedClient extends FeedClient, AsyncDisposable {}

const KEPT_LINES = 20_000;
const LINE_LENGTH = 4_000;
const REFUSAL_LINES = 20;
const STREAM_BYTES = 256 * 1024 * 1024;
/** A stream that ends after less than this is not opened again before the next look. */
const SHORT_LIFE_MS = 10_000;

/** What is remembered of one stream, over the connections that it took. */
interface Memory {
  lines: FeedLine[];
  since: number;
  tail: Tail | undefined;
}

/** One connection. */
interface Tail {
  readonly address: string;
  readonly ending: AbortController;
  /** Settles with a refusal or a failure, or when the stream ends. */
  readonly ended: Promise<void>;
  refused: HttpResponse | undefined;
  failure: CheckError | undefined;
  open: boolean;
}

/** Streams that stay open between looks, so that a live tail misses nothing. They end with the client. */
export function createFeedClient(http: HttpClient): OwnedFeedClient {
  const memories = new Map<string, Memory>();
  return {
    async follow(feed, signal) {
      const memory = memoryOf(memories, feed.name);
      const tail = tailOf(memory, feed, http);
      await untilAborted(listened(memory.since + feed.firstMs - Date.now(), tail), signal);
      forget(memory, Date.now() - feed.keepMs);
      if (tail.failure) throw tail.failure;
      return {
        since: memory.since,
        lines: memory.lines,
        ...(tail.refused && { refused: tail.refused }),
      } satisfies Feed;
    },
    async [Symbol.asyncDispose]() {
      for (const { tail } of memories.values()) tail?.ending.abort();
      memories.clear();
    },
  };
}

function memoryOf(memories: Map<string, Memory>, name: string): Memory {
  const known = memories.get(name);
  if (known) return known;
  const fresh: Memory = { lines: [], since: Date.now(), tail: undefined };
  memories.set(name, fresh);
  return fresh;
}

/** The connection that is open to this address, or a new one. After a break nothing is known of the time between. */
function tailOf(memory: Memory, feed: FeedRequest, http: HttpClient): Tail {
  const { tail } = memory;
  const address = String(feed.request.url);
  if (tail?.open === true && tail.address === address) return tail;
  if (tail?.open === true) tail.ending.abort();
  else memory.since = Date.now();
  return openTail(memory, feed, http);
}

function openTail(memory: Memory, feed: FeedRequest, http: HttpClient): Tail {
  const ended = Promise.withResolvers<void>();
  const tail: Tail = {
    address: String(feed.request.url),
    ending: new AbortController(),
    ended: ended.promise,
    refused: undefined,
    failure: undefined,
    open: true,
  };
  memory.tail = tail;
  void listen(memory, tail, { feed, http, end: ended.resolve });
  return tail;
}

interface Listening {
  readonly feed: FeedRequest;
  readonly http: HttpClient;
  readonly end: () => void;
}

async function listen(memory: Memory, tail: Tail, { feed, http, end }: Listening): Promise<void> {
  const began = Date.now();
  const refusal: string[] = [];
  const { signal } = tail.ending;
  try {
    const { ended: _, ...answer } = await http.stream(
      { ...feed.request, maxBytes: STREAM_BYTES },
      (line, { status }) => {
        if (status !== 200) return refusal.push(line) < REFUSAL_LINES ? "more" : "enough";
        remember(memory, line);
        return "more";
      },
      signal,
    );
    if (answer.status !== 200) tail.refused = { ...answer, text: refusal.join("\n") };
  } catch (error) {
    tail.failure = error instanceof CheckError ? error : new CheckError("bug", toFailure(error).message);
  }
  tail.open = false;
  end();
  const isOver = tail.refused === undefined && tail.failure === undefined;
  if (isOver && !signal.aborted && memory.tail === tail && Date.now() - began >= SHORT_LIFE_MS) {
    openTail(memory, feed, http);
  }
}

function remember(memory: Memory, line: string): void {
  if (line.trim() === "") return;
  memory.lines.push({ at: Date.now(), text: line.slice(0, LINE_LENGTH) });
  if (memory.lines.length <= KEPT_LINES) return;
  memory.lines = memory.lines.slice(-KEPT_LINES / 2);
  memory.since = memory.lines[0]?.at ?? Date.now();
}

function forget(memory: Memory, before: number): void {
  if ((memory.lines[0]?.at ?? before) >= before) return;
  memory.lines = memory.lines.filter(({ at }) => at >= before);
}

/** Settles when a stream was listened to for so much longer, or has ended. */
function listened(ms: number, tail: Tail): Promise<void> {
  if (ms <= 0 || !tail.open) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    void tail.ended.finally(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
