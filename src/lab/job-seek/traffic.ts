import { isRecord } from "../process/json-lines.ts";
import { EVERYDAY_USERS, emailOf, OPS_EMAIL, USERS } from "./history.ts";

/** Seconds of real time between two searches. */
const PERIOD = 60;
const ASK_MS = 20_000;

/** How the users behave; faults change it. */
export interface TrafficMode {
  paused: boolean;
  /** Whether users try their failed runs once more. */
  retrying: boolean;
}

export interface Traffic {
  readonly mode: TrafficMode;
  /** No everyday search from now on. Resolves when those that were begun are answered. */
  pause(): Promise<void>;
  /** One search of one user now, whatever the mode says about pauses. Answers the status, 0 when there was none. */
  search(user: number): Promise<number>;
  /** One search of the operator, who is a user, too. */
  searchAsOps(): Promise<number>;
  /** One user tries the last failed run once more, if there is one. */
  retry(user: number): Promise<void>;
  /** So many searches at once by users who do not search every day. */
  burst(searches: number): Promise<void>;
  stop(): void;
}

export interface TrafficPlan {
  readonly api: string;
  readonly listings: string;
  readonly password: string;
  readonly pace: number;
}

/** The users: each has an address of its own, as the front door hands it on. */
export function startTraffic(plan: TrafficPlan): Traffic {
  const mode: TrafficMode = { paused: false, retrying: false };
  const ending = new AbortController();
  let count = 0;
  const client = (user: number) => openClient(plan, { email: emailOf(user), place: user }, ending.signal);
  const searchBy = async (user: UserClient) => {
    count += 1;
    return user.post("/api/job-sources/scrape", { listingUrl: `${plan.listings}?page=${count}` });
  };
  const search = (user: number) => searchBy(client(user));
  const everyday = async () => {
    if (mode.paused) return;
    const user = count % EVERYDAY_USERS;
    if (mode.retrying) await client(user).retryLast();
    await search(user);
  };
  const begun = new Set<Promise<void>>();
  const begin = (): void => {
    const one = everyday().finally(() => begun.delete(one));
    begun.add(one);
  };
  const timer = setInterval(begin, (PERIOD * 1000) / plan.pace);
  return {
    mode,
    async pause() {
      mode.paused = true;
      await Promise.all(begun);
    },
    search,
    searchAsOps: () => searchBy(openClient(plan, { email: OPS_EMAIL, place: USERS }, ending.signal)),
    retry: (user) => client(user).retryLast(),
    burst: async (searches) => {
      const others = USERS - EVERYDAY_USERS;
      await Promise.all(Array.from({ length: searches }, (_, i) => search(EVERYDAY_USERS + (i % others))));
    },
    stop: () => {
      clearInterval(timer);
      ending.abort();
    },
  };
}

interface UserClient {
  post(path: string, body?: unknown): Promise<number>;
  retryLast(): Promise<void>;
}

interface Person {
  readonly email: string;
  /** Tells their address from those of others. */
  readonly place: number;
}

function openClient({ api, password }: TrafficPlan, { email, place }: Person, ending: AbortSignal): UserClient {
  const address = `10.0.${place >> 8}.${(place & 255) + 1}`;
  const ask = async (path: string, init: RequestInit): Promise<{ status: number; data: Record<string, unknown> }> => {
    const headers = { "content-type": "application/json", "x-forwarded-for": address, ...init.headers };
    const signal = AbortSignal.any([ending, AbortSignal.timeout(ASK_MS)]);
    const response = await fetch(`${api}${path}`, { ...init, headers, signal });
    const body: unknown = await response.json();
    const data = isRecord(body) && isRecord(body.data) ? body.data : {};
    return { status: response.status, data };
  };
  const signIn = async (): Promise<Record<string, string>> => {
    const body = JSON.stringify({ email, password });
    const { data } = await ask("/api/auth/login", { method: "POST", body });
    return { authorization: `Bearer ${data.accessToken}` };
  };
  return {
    // A user does not care for the answer: a search that fails is a search lost.
    post: async (path, body = {}) => {
      try {
        return (await ask(path, { method: "POST", headers: await signIn(), body: JSON.stringify(body) })).status;
      } catch {
        return 0;
      }
    },
    retryLast: async () => {
      try {
        const headers = await signIn();
        const { data } = await ask("/api/job-sources/runs?limit=10", { headers });
        const failed = (Array.isArray(data.items) ? data.items : []).find(({ status }) => status === "FAILED");
        if (failed) await ask(`/api/job-sources/runs/${failed.id}/retry`, { method: "POST", headers });
      } catch {
        // lost
      }
    },
  };
}
