import type { NoticeSettings } from "../../config/notice-settings.ts";
import type { HttpClient } from "../../core/clients.ts";
import type { Clock } from "../../core/clock.ts";
import { tame } from "../../core/hostile-text.ts";
import { type Notice, NoticeFinder } from "../../store/notices.ts";
import type { CockpitStore } from "../../store/store.ts";
import type { CliContext } from "../context.ts";
import type { OpenedConfig } from "../open-config.ts";
import type { Session } from "../session.ts";
import { Webhook } from "./webhook.ts";

export interface NoticeParts {
  readonly settings: NoticeSettings;
  readonly store: CockpitStore;
  readonly http: Pick<HttpClient, "request">;
  readonly clock: Clock;
  readonly redact: (text: string) => string;
  readonly stdout: Pick<NodeJS.WriteStream, "write">;
  readonly tell: (text: string) => void;
}

/** As `tellNotices`, where the user asked for notices; nothing otherwise. */
export function hearNotices({ config, session, context, tell }: HearParts): () => void {
  if (!config.notices) return () => undefined;
  const { store, clients, vault } = session;
  const { clock, stdout } = context;
  return tellNotices({
    settings: config.notices,
    store,
    http: clients.http,
    clock,
    redact: vault.redact,
    stdout,
    tell,
  });
}

interface HearParts {
  readonly config: Pick<OpenedConfig, "notices">;
  readonly session: Pick<Session, "store" | "clients" | "vault">;
  readonly context: Pick<CliContext, "clock" | "stdout">;
  readonly tell: (text: string) => void;
}

const MOST_TEXT = 1000;

/** Tells notices as the user has asked for. Returns how to end; nothing is waited for. */
export function tellNotices(parts: NoticeParts): () => void {
  const { settings, store, http, clock, redact, tell } = parts;
  const finder = new NoticeFinder(store.getState());
  const webhook = settings.webhook && new Webhook({ url: settings.webhook, http, clock, tell });
  const unlisten = store.listen((event, state) => {
    for (const notice of finder.after(event, state)) {
      if (settings.on && !settings.on.includes(notice.kind)) continue;
      const said = { ...notice, title: safe(notice.title, redact), text: safe(notice.text, redact) };
      toTerminal(said, parts, state.view.presenting !== undefined);
      webhook?.post(`${said.title}: ${said.text}`);
    }
  });
  return () => {
    unlisten();
    webhook?.stop();
  };
}

function safe(text: string, redact: (text: string) => string): string {
  return tame(redact(text), MOST_TEXT);
}

/** OSC 9 is iTerm2's, ConEmu's and Windows Terminal's; OSC 777 is urxvt's, VTE's and foot's. Others ignore both. In front of a room only the bell. */
function toTerminal({ kind, title, text }: Notice, { settings, stdout }: NoticeParts, presenting: boolean): void {
  // The cockpit rings for alerts by itself.
  if (settings.bell && kind !== "alert") stdout.write("\u0007");
  if (presenting) return;
  if (settings.terminal === "osc9") stdout.write(`\u001b]9;opsdeck: ${title}: ${text}\u0007`);
  if (settings.terminal === "osc777") {
    stdout.write(`\u001b]777;notify;opsdeck: ${title.replaceAll(";", ",")};${text.replaceAll(";", ",")}\u0007`);
  }
}
