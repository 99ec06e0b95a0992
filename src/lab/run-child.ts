import { runKeeper } from "./keeper.ts";
import { ownEnv } from "./process/host-env.ts";
import { runStandIn } from "./stand-ins.ts";

/** The programs that the lab starts. Loaded one by one: the keeper needs no fastify, the bot no redis. */
const CHILDREN: Readonly<Record<string, (argv: readonly string[]) => Promise<void>>> = {
  keeper: runKeeper,
  "stand-in": runStandIn,
  "opsmantik-app": async () => (await import("./opsmantik/app/app.ts")).runOpsmantikApp(),
  "pocketbrain-server": async () => (await import("./pocketbrain/server/server.ts")).runPocketbrainServer(),
  "pocketbrain-worker": async () => (await import("./pocketbrain/worker/worker.ts")).runPocketbrainWorker(),
  "together-bot": async () => (await import("./together-bot/bot/bot.ts")).runTogetherBot(),
  "job-seek-api": async () => (await import("./job-seek/api/api.ts")).runJobSeekApi(),
  "job-seek-worker": async () => (await import("./job-seek/worker/worker.ts")).runJobSeekWorker(),
  "job-seek-verify": async () => {
    const { verifyDeployment } = await import("./job-seek/verify/verify-deployment.ts");
    process.exit(await verifyDeployment(ownEnv(), (line) => process.stdout.write(`${line}\n`)));
  },
};

/** Runs the child whose name is the first argument. Never returns: the process ends with the pipe from the lab. */
export async function runLabChild(argv: readonly string[]): Promise<never> {
  const run = CHILDREN[argv[0] ?? ""];
  if (!run) throw new Error(`no such lab child: ${argv[0] ?? "(none)"}`);
  await run(argv.slice(1));
  return new Promise<never>(() => undefined);
}
