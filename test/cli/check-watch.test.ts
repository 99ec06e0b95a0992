import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { expect, it, onTestFinished } from "vitest";
import { main } from "../../src/main.ts";
import { cliContext } from "../helpers/cli.ts";
import { eventually } from "../helpers/eventually.ts";
import { fastClock } from "../helpers/fast-clock.ts";
import { newState } from "../helpers/journal.ts";

it("looks again and again at the chosen checks, and at no other", async () => {
  const asked: string[] = [];
  const server = createServer(({ url = "" }, response) => {
    asked.push(url);
    response.writeHead(200, { "content-type": "application/json" }).end('{"n":1}');
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const check = (id: string) => `  - id: ${id}
    kind: http-json
    panels: [watchtower]
    every: 20s
    timeout: 2m
    with: { url: "${url}/${id}", take: { n: /n } }
    judge: [ { when: { fact: n, gt: 0 }, verdict: ok, say: fine } ]
`;
  const home = newState();
  const config = join(home, "shop.yaml");
  const head = "system: shop\ntitle: Shop\ntag: sh\nenvironment: staging\nchecks:\n";
  writeFileSync(config, `${head}${check("pages")}${check("health")}`);
  const reader = new PassThrough().resume();
  const context = cliContext({ home, clock: fastClock, stdout: reader as unknown as NodeJS.WriteStream });
  const watched = main(["check", "health", "--watch", "--config", config], context);
  await eventually(() => expect(asked.length).toBeGreaterThan(5));
  reader.emit("error", Object.assign(new Error("nobody reads it any more"), { code: "EPIPE" }));
  expect(await watched).toBe(0);
  expect(new Set(asked)).toEqual(new Set(["/health"]));
});
