import { setTimeout as sleep } from "node:timers/promises";
import type { Fault } from "../../faults.ts";
import { freePort } from "../../net/ports.ts";
import type { Child } from "../../process/child-process.ts";
import { type Supervisor, supervise } from "../../process/supervisor.ts";
import type { BotConfig } from "../bot/bot-context.ts";
import type { TogetherBot } from "../running.ts";
import { untilHealthy, untilIdle } from "./health.ts";

/** A process that another fault has stopped cannot crash: it is killed then. */
const CRASH_MS = 2_000;

export function processFaults(system: TogetherBot): readonly Fault[] {
  return [
    gatewayNotReady(system),
    gatewayClosed(system),
    botCrash(system),
    botFrozen(system),
    wrongVersion(system),
    twoWorkers(system),
    garbage(system),
  ];
}

/** With the token revoked: discord.js shows `not_ready` only for what no reconnect can cure. */
function gatewayNotReady(system: TogetherBot): Fault {
  const { discord, supervisor } = system;
  return {
    id: "gateway-not-ready",
    title: "Discord has ended the gateway connection with 4004: the token is no longer valid",
    checks: ["healthz", "shard-log"],
    summary: "not_ready",
    break: async () => discord.trouble({ tokenRevoked: true }),
    heal: async () => {
      discord.trouble({ tokenRevoked: false });
      await supervisor.restart();
      await untilHealthy(system);
    },
  };
}

/** The token was mended meanwhile: nothing but the start of the process is missing, which no waiting brings about. */
function gatewayClosed(system: TogetherBot): Fault {
  const { discord, supervisor } = system;
  return {
    id: "gateway-closed",
    title: "Discord has ended the gateway connection for good, though the token is valid again",
    checks: ["healthz", "shard-log"],
    summary: "not_ready",
    break: async () => discord.closeGateway(),
    heal: async () => {
      await supervisor.restart();
      await untilHealthy(system);
    },
  };
}

function botCrash(system: TogetherBot): Fault {
  const { supervisor } = system;
  return {
    id: "bot-crash",
    title: "The bot has crashed, and its host has given up starting it",
    // A process that crashes leaves a dump in its log, unlike one that is killed.
    checks: ["healthz", "version", "heartbeat", "one-worker", "bot-log"],
    summary: "crashed .*TypeError",
    break: async () => {
      await untilIdle(system);
      if (supervisor.running()) await crash(supervisor.child());
      await supervisor.kill();
    },
    heal: async () => {
      await supervisor.restart();
      await untilHealthy(system);
    },
  };
}

async function crash(child: Child): Promise<void> {
  void child.call("crash").catch(() => undefined);
  await Promise.race([child.exited, sleep(CRASH_MS)]);
}

function botFrozen(system: TogetherBot): Fault {
  const { supervisor } = system;
  return {
    id: "bot-frozen",
    title: "The bot's process hangs: its connections stay, nothing moves",
    checks: ["healthz", "version", "heartbeat", "one-worker"],
    summary: "no answer|sign of life|hangs",
    break: async () => {
      await untilIdle(system);
      supervisor.child().signal("SIGSTOP");
    },
    heal: async () => {
      supervisor.child().signal("SIGCONT");
      await untilHealthy(system);
    },
  };
}

function wrongVersion(system: TogetherBot): Fault {
  const { supervisor, config } = system;
  const run = async (version: string) => {
    await supervisor.restart({ version });
    await untilHealthy(system);
  };
  return {
    id: "wrong-version",
    title: "Another version of the bot is running",
    checks: ["version"],
    summary: "0\\.0\\.9",
    break: () => run("0.0.9"),
    heal: () => run(config.version),
  };
}

function twoWorkers({ context, config }: TogetherBot): Fault {
  let second: Supervisor<BotConfig> | undefined;
  return {
    id: "two-workers",
    title: "An old deployment of the bot was not stopped: two of them work",
    checks: ["one-worker"],
    summary: "more than one worker",
    break: async () => {
      second = await supervise(context, "together-bot", { ...config, port: await freePort() });
    },
    heal: async () => {
      await second?.stop();
      second = undefined;
    },
  };
}

function garbage({ supervisor }: TogetherBot): Fault {
  return {
    id: "garbage",
    title: "/healthz answers bytes that mean nothing",
    checks: ["healthz", "version"],
    summary: "parse|JSON|garbage|unexpected",
    break: async () => void (await supervisor.child().call("garbage", { on: true })),
    heal: async () => void (await supervisor.child().call("garbage", { on: false })),
  };
}
