import { randomBytes } from "node:crypto";

export type DeliveryState = "CREATED" | "ACTIVE" | "RETRY" | "ERROR" | "DELIVERED" | "FAILED" | "CANCELED";

export interface Message {
  readonly messageId: string;
  readonly url: string;
  readonly method: string;
  readonly header: Readonly<Record<string, string[]>>;
  readonly body: string;
  readonly maxRetries: number;
  readonly createdAt: number;
  readonly callerIP: string;
  retried: number;
  state: DeliveryState;
}

export interface QstashEvent {
  readonly time: number;
  readonly state: DeliveryState;
  readonly messageId: string;
  readonly url: string;
  readonly error?: string;
  readonly nextDeliveryTime?: number;
}

export interface DeadLetter {
  readonly dlqId: string;
  readonly message: Message;
  readonly createdAt: number;
  readonly responseStatus: number;
  readonly responseBody: string;
}

/** The real log keeps days; the double keeps the youngest. */
const KEPT_EVENTS = 4_000;

/** What QStash remembers: messages in delivery, the log of their states, and the letters that nobody took. */
export interface MessageLog {
  readonly messages: Map<string, Message>;
  readonly dead: Map<string, DeadLetter>;
  record(message: Message, state: DeliveryState, more?: { error?: string; nextDeliveryTime?: number }): void;
  bury(message: Message, responseStatus: number, responseBody: string): void;
  /** The youngest first. */
  events(): readonly QstashEvent[];
  /** Forgets every message since `time` that was not delivered: as if it had never been published. */
  forgetUndelivered(since: number): void;
}

export function createMessageLog(): MessageLog {
  let events: QstashEvent[] = [];
  const messages = new Map<string, Message>();
  const dead = new Map<string, DeadLetter>();
  return {
    messages,
    dead,
    record: (message, state, more = {}) => {
      message.state = state;
      events.unshift({ time: Date.now(), state, messageId: message.messageId, url: message.url, ...more });
      if (events.length > KEPT_EVENTS) events.length = KEPT_EVENTS;
    },
    bury: (message, responseStatus, responseBody) => {
      const dlqId = `${Date.now()}-${randomBytes(4).toString("hex")}`;
      dead.set(dlqId, { dlqId, message, createdAt: Date.now(), responseStatus, responseBody });
    },
    events: () => events,
    forgetUndelivered: (since) => {
      const delivered = new Set(events.filter((event) => event.state === "DELIVERED").map((event) => event.messageId));
      events = events.filter((event) => event.time < since || delivered.has(event.messageId));
      for (const [id, letter] of dead) if (letter.createdAt >= since) dead.delete(id);
      for (const [id, message] of messages) if (message.createdAt >= since) messages.delete(id);
    },
  };
}
