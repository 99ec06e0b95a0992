import { runKeeper } from "./keeper.ts";

/** The programs that the lab starts. Loaded one by one: the keeper needs no fastify, the bot no redis. */
const CHILDREN: Readonly<Record<string, () => Promise<void>>> = {
  keeper: runKeeper,
  "opsmantik-app": async () => (await import("./opsmantik/app/app.ts")).runOpsmantikApp(),
  "together-bot": async () => (await import("./together-bot/bot/bot.ts")).runTogetherBot(),
};

/** Runs the child whose name is the first argument. Never returns: the process ends with the pipe from the lab. */
export async function runLabChild(argv: readonly string[]): Promise<never> {
  const run = CHILDREN[argv[0] ?? ""];
  if (!run) throw new Error(`no such lab child: ${argv[0] ?? "(none)"}`);
  await run();
  return new Promise<never>(() => undefined);
}
