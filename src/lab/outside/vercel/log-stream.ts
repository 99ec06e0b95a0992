import { randomBytes } from "node:crypto";
import type { ServerResponse } from "node:http";

export interface LogEntry {
  readonly level: "info" | "warning" | "error";
  readonly message: string;
  readonly source: "request" | "serverless";
  readonly method: string;
  readonly path: string;
  /** 0: no answer was sent. */
  readonly status: number;
}

/** The live tail of the runtime logs: whoever listens hears what happens from then on, of one deployment. */
export interface LogStream {
  write(deploymentId: string | undefined, entry: LogEntry): void;
  listen(deploymentId: string, response: ServerResponse): void;
  /** Ends every tail: a token that is revoked does not go on listening. */
  close(): void;
}

/** Not even headers are sent before there is a line: so does the real one (seen with its API v1). */
export function createLogStream(domain: string): LogStream {
  const listeners = new Map<ServerResponse, string>();
  return {
    write: (deploymentId, entry) => {
      const line = `${JSON.stringify(rowOf(domain, entry))}\n`;
      for (const [response, wanted] of listeners) if (wanted === deploymentId) response.write(line);
    },
    listen: (deploymentId, response) => {
      response.statusCode = 200;
      response.setHeader("content-type", "application/stream+json");
      listeners.set(response, deploymentId);
      response.on("close", () => listeners.delete(response));
    },
    close: () => {
      for (const response of listeners.keys()) response.destroy();
    },
  };
}

function rowOf(domain: string, { level, message, source, method, path, status }: LogEntry) {
  return {
    level,
    message: message.slice(0, 2_000),
    messageTruncated: message.length > 2_000,
    rowId: `${Date.now()}${randomBytes(6).toString("hex")}`,
    source,
    timestampInMs: Date.now(),
    domain,
    requestMethod: method,
    requestPath: path,
    responseStatusCode: status === 0 ? -1 : status,
  };
}
