import { createServer, type Server } from "node:http";
import { listenOn } from "../../net/listen.ts";

/** Stands for the AI provider: it is there or it is not. */
export interface ProviderDouble {
  set(up: boolean): Promise<void>;
}

export async function startProvider(port: number): Promise<ProviderDouble> {
  let server: Server | undefined = await listen(port);
  return {
    set: async (up) => {
      if (up === (server !== undefined)) return;
      if (up) server = await listen(port);
      else {
        server?.closeAllConnections();
        await new Promise<void>((resolve) => server?.close(() => resolve()));
        server = undefined;
      }
    },
  };
}

async function listen(port: number): Promise<Server> {
  const server = createServer((request, response) => {
    request.resume();
    request.on("end", () => {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ choices: [{ message: { role: "assistant", content: "idea" } }] }));
    });
  });
  await listenOn(server, port);
  return server;
}
