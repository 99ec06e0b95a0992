import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Heard, startSqlTap } from "../helpers/servers/sql-tap.ts";
import { passed, troubles } from "./run-lines.ts";
import { type BotLab, startBotLab } from "./together-bot-lab.ts";

let at: BotLab;
beforeAll(async () => {
  at = await startBotLab();
}, 40_000);
afterAll(() => at?.[Symbol.asyncDispose]());

const one = async (sql: string): Promise<Record<string, string>> =>
  (await at.sql<Record<string, string>>(sql))[0] ?? {};
const writeUrl = (): URL => new URL(at.lab.env.LAB_TOGETHER_BOT_WRITE_URL ?? "");
interface Look {
  readonly verdict: string;
  readonly facts: { readonly jobs?: { readonly rows: readonly unknown[] }; readonly late?: number };
}
const lookAt = async (check: string): Promise<Look | undefined> => {
  const { out } = await at.call(["check", "--json", `together-bot/${check}`]);
  return (JSON.parse(out) as { readings: readonly Look[] }).readings[0];
};

/** Runs while every statement of the writing role is heard before PostgreSQL hears it. */
async function tapped<T>(hear: (text: string) => Promise<Heard>, work: (env: Record<string, string>) => Promise<T>) {
  await using tap = await startSqlTap(Number(writeUrl().port), hear);
  const url = Object.assign(writeUrl(), { port: String(tap.port) });
  return await work({ LAB_TOGETHER_BOT_WRITE_URL: url.href });
}

/** Ends the session that stands in a transaction, as the server's own operator would. */
const killInTransaction = () =>
  at.sql(`select pg_terminate_backend(pid) from pg_stat_activity
    where state like 'idle in transaction%' and application_name <> 'pgboss' and pid <> pg_backend_pid()`);

describe("wrong and revoked credentials", () => {
  it("a role whose rights were revoked changes nothing, and the words say so", async () => {
    await at.sql("revoke update on scheduled_posts from together_bot");
    try {
      const { code, out, lines } = await at.run("rebuild-dashboards", { vars: { dashboard: "hall" } });
      expect(code).toBe(1);
      expect(out).toMatch(/may not change jobs, posts and schedules/);
      expect(lines.filter(({ type }) => type === "request.sending")).toEqual([]);
    } finally {
      await at.sql("grant update on scheduled_posts to together_bot");
    }
  });

  it("a token that Discord has revoked: nothing is sent that could not be proved", async () => {
    const env = { LAB_TOGETHER_BOT_DISCORD_TOKEN: "revoked" };
    const { code, lines } = await at.run("rebuild-dashboards", { vars: { dashboard: "hall" }, env });
    expect(code).toBe(1);
    expect(troubles(lines)).toEqual([expect.stringMatching(/^before: .*(401|refuse|credentials)/i)]);
    expect(lines.filter(({ type }) => type === "request.sending")).toEqual([]);
  });

  it("a token that Discord has revoked is told by the outage's runbook", async () => {
    const { lines } = await at.run("discord-outage", { env: { LAB_TOGETHER_BOT_DISCORD_TOKEN: "revoked" } });
    expect(passed(lines, "api")?.note).toMatch(/refuses the token that this cockpit has/);
  });

  it("a wrong key of Neon stops nothing: the database itself is asked", async () => {
    const { lines } = await at.run("neon-outage", { env: { LAB_TOGETHER_BOT_NEON_TOKEN: "revoked" } });
    expect(passed(lines, "project")?.note).toMatch(/401|refuse|credentials/i);
    expect(passed(lines, "database")).toBeDefined();
  });
});

describe("the writing role", () => {
  it.each([
    ["another database", { pathname: "/postgres" }],
    ["a wrong password", { password: "wrong" }],
  ])("that leads to %s changes nothing", async (_title, spoiled) => {
    const url = Object.assign(writeUrl(), spoiled);
    const vars = { dashboard: "hall" };
    const { code, lines } = await at.run("rebuild-dashboards", { vars, env: { LAB_TOGETHER_BOT_WRITE_URL: url.href } });
    expect(code).toBe(1);
    expect(troubles(lines)).toEqual([expect.stringMatching(/^write-access: /)]);
    expect(lines.filter(({ type }) => type === "request.sending")).toEqual([]);
  });
});

describe("requeue", () => {
  const insert = (status: string, age: string) =>
    at.sql<{ id: string }>(
      `insert into scheduled_posts (id, guild_id, type, target_channel_id, payload_json, scheduled_for, status, idempotency_key, updated_at, last_error)
       select gen_random_uuid(), '1180000000000000001', 'text', '1180000000000000101', '{"content": "Hello"}', now() - interval '1 hour',
         $1, 'test:' || gen_random_uuid(), now() - $2::interval, 'Service Unavailable' returning id`,
      [status, age],
    );
  const forget = () => at.sql("delete from scheduled_posts where idempotency_key like 'test:%'");
  const states = async () =>
    (
      await at.sql<{ status: string }>(
        "select status from scheduled_posts where idempotency_key like 'test:%' order by status",
      )
    ).map(({ status }) => status);

  it("never touches a row that is being sent", async () => {
    await insert("failed", "1 minute");
    const [sending] = await insert("processing", "1 second");
    const row = () => at.sql("select status, updated_at from scheduled_posts where id = $1", [sending?.id]);
    const before = await row();
    const { code, lines } = await at.run("stale-posts");
    expect(troubles(lines)).toEqual([]);
    expect(code).toBe(0);
    expect(lines.filter(({ note }) => note === "1 row changed")).not.toEqual([]);
    expect(await row()).toEqual(before);
    expect(await states()).toEqual(["processing", "sent"]);
    await forget();
  });

  it("gives back only rows that are still as it left them: one sent since is never revived", async () => {
    await at.break("publish-stopped");
    const [first] = await insert("failed", "1 minute");
    await insert("failed", "1 minute");
    const { code, lines } = await at.run("stale-posts", { answers: "cause: done\nrequeue: lab requeue\n" });
    expect(code).toBe(3);
    expect(await states()).toEqual(["pending", "pending"]);
    await at.sql("update scheduled_posts set status = 'sent' where id = $1", [first?.id]);
    const duty = lines.find(({ type }) => type === "duty.armed")?.duty ?? "";
    expect((await at.call(["restore", duty, "--yes"])).code).toBe(3);
    expect(await states()).toEqual(["failed", "sent"]);
    await at.heal("publish-stopped");
    expect((await at.call(["restore", duty, "--yes"])).code).toBe(0);
    expect(await states()).toEqual(["failed", "sent"]);
    await forget();
  });

  it.each([
    ["hangs up", async (): Promise<Heard> => "hang up"],
    [
      "kills the session",
      async (): Promise<Heard> => {
        expect((await killInTransaction()).length).toBe(1);
        return "pass";
      },
    ],
  ])(
    "a database that %s inside the transaction has changed nothing, and nothing is owed after a look",
    async (_how, dies) => {
      await insert("failed", "1 minute");
      const hear = async (text: string) => (text.includes("txid_current") ? dies() : "pass");
      const { code, lines } = await tapped(hear, (env) => at.run("stale-posts", { env }));
      expect(code).not.toBe(0);
      expect(troubles(lines)).toEqual([expect.stringMatching(/^requeue: /)]);
      expect(await states()).toEqual(["failed"]);
      const duty = lines.find(({ type }) => type === "duty.armed")?.duty ?? "";
      const restored = await at.call(["restore", duty, "--yes"]);
      expect(restored.code, restored.err).toBe(0);
      expect(await states()).toEqual(["failed"]);
      await forget();
    },
  );

  it("a role that loses its right between preview and send changes nothing", async () => {
    await insert("failed", "1 minute");
    const hear = async (text: string): Promise<Heard> => {
      if (text.includes("for update")) await at.sql("revoke update on scheduled_posts from together_bot");
      return "pass";
    };
    const { lines } = await tapped(hear, (env) => at.run("stale-posts", { env }));
    await at.sql("grant update on scheduled_posts to together_bot");
    expect(troubles(lines)).toEqual([expect.stringMatching(/^requeue: .*permission denied for table scheduled_posts/)]);
    expect(await states()).toEqual(["failed"]);
    expect((await at.call(["duties"])).code).toBe(0);
    await forget();
  });

  it("rows that change between preview and send are not changed", async () => {
    const [first] = await insert("failed", "1 minute");
    await insert("failed", "1 minute");
    const hear = async (text: string): Promise<Heard> => {
      if (text.includes("for update"))
        await at.sql("update scheduled_posts set status = 'sent' where id = $1", [first?.id]);
      return "pass";
    };
    const { lines } = await tapped(hear, (env) => at.run("stale-posts", { env }));
    expect(troubles(lines)).toEqual([expect.stringMatching(/1 row would be changed, not the 2 of the preview/)]);
    expect(await states()).toEqual(["failed", "sent"]);
    expect((await at.call(["duties"])).code).toBe(0);
    await forget();
  });

  it("counts what psql counts", async () => {
    await insert("failed", "1 minute");
    const { lines } = await at.run("stale-posts", { answers: "" });
    const counted = await one("select count(*) as n from scheduled_posts where status = 'failed'");
    expect(String(passed(lines, "stale")?.captured?.stale)).toBe(counted.n);
    expect((await lookAt("posts-stale"))?.verdict).toBe("fail");
    await forget();
  });
});

describe("what is pending", () => {
  it("is counted without what can never be sent, and stands still while nobody publishes", async () => {
    await at.break("never-draining-post");
    await at.sql(
      "update scheduled_posts set scheduled_for = now() - interval '1 hour' where status = 'pending' and scheduled_for < now()",
    );
    expect(await lookAt("posts-catch-up")).toMatchObject({ verdict: "ok", facts: { late: 0 } });
    await at.break("publish-stopped");
    // What was sent just before still counts as becoming fewer, for the window of the rule.
    await vi.waitFor(
      async () => expect(await lookAt("posts-catch-up")).toMatchObject({ verdict: "fail", facts: { late: 3 } }),
      { timeout: 60_000, interval: 1000 },
    );
    await at.heal("publish-stopped");
    await vi.waitFor(async () => expect((await lookAt("posts-catch-up"))?.verdict).toBe("ok"), { timeout: 30_000 });
    await at.heal("never-draining-post");
  });
});

describe("jobs", () => {
  const hall = { job: "monthly.hall.refresh" };
  const manual = async () =>
    Number((await one("select count(*) as n from public.job where data->>'action' like 'manual%'")).n);

  it("counts are those of psql, by name and state", async () => {
    await vi.waitFor(
      async () => {
        const rows = (await lookAt("job-states"))?.facts.jobs?.rows;
        const counted = await at.sql(
          "select name, state::text, count(*)::int from public.job group by name, state order by name, state",
        );
        expect(rows).toEqual(counted);
      },
      { timeout: 30_000 },
    );
  });

  it("a session that is killed at COMMIT: nothing was sent, and the next try sends one", async () => {
    const before = await manual();
    let kills = 0;
    const hear = async (text: string): Promise<Heard> => {
      if (/commit/i.test(text) && kills === 0) kills += (await killInTransaction()).length;
      return "pass";
    };
    const { code, lines, err } = await tapped(hear, (env) => at.run("stuck-jobs", { vars: hall, env }));
    expect(kills).toBe(1);
    expect(troubles(lines)).toEqual([expect.stringMatching(/^send-hall: .*(terminat|not done|no such job)/i)]);
    expect(code, err).toBe(0);
    expect(await manual()).toBe(before + 1);
  });

  it("an answer of COMMIT that is lost is no second job", async () => {
    const before = await manual();
    let lost = 0;
    const hear = async (text: string): Promise<Heard> => {
      if (!/commit/i.test(text) || lost > 0) return "pass";
      lost += 1;
      return "hang up after";
    };
    const { code, err } = await tapped(hear, (env) => at.run("stuck-jobs", { vars: hall, env }));
    expect(lost).toBe(1);
    expect(code, err).toBe(0);
    expect(await manual()).toBe(before + 1);
  });

  it("a pg-boss that is migrated between preview and send is not written to", async () => {
    const before = await manual();
    let looks = 0;
    const hear = async (text: string): Promise<Heard> => {
      // The first is the look at the role, the second the preview, the third the send itself.
      if (text.includes("select version from") && !text.includes("bossVersion")) looks += 1;
      if (looks === 2) await at.sql("update public.version set version = 99");
      return "pass";
    };
    const answers = "send-hall: lab send-hall\n";
    const { code, lines } = await tapped(hear, (env) => at.run("stuck-jobs", { vars: hall, env, answers }));
    await at.sql("update public.version set version = 24");
    expect(code).toBe(1);
    expect(troubles(lines)).toEqual([expect.stringMatching(/^send-hall: .*99 is not known here/)]);
    expect(await manual()).toBe(before);
  });
});

describe("the schedule of a poisoned cron", () => {
  it("is not taken away when another came between preview and send", async () => {
    await at.break("poisoned-cron");
    const hear = async (text: string): Promise<Heard> => {
      if (text.includes("delete from")) {
        await at.sql("insert into public.queue (name) values ('another.queue') on conflict do nothing");
        await at.sql(
          "insert into public.schedule (name, cron, timezone) values ('another.queue', '0 0 29 2 *', 'UTC') on conflict do nothing",
        );
      }
      return "pass";
    };
    const { lines } = await tapped(hear, (env) => at.run("poisoned-cron", { env }));
    expect(troubles(lines)).toEqual([expect.stringMatching(/2 rows would be deleted, not the 1 of the preview/)]);
    expect(await one("select count(*) as n from public.schedule where name = 'weekly.oracle.publish'")).toEqual({
      n: "1",
    });
    expect((await at.call(["duties"])).code).toBe(0);
    await at.sql("delete from public.schedule where name = 'another.queue'");
    await at.sql("delete from public.queue where name = 'another.queue'");
    await at.heal("poisoned-cron");
  });
});
