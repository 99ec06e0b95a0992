import { runAsOwner } from "../../database/admin.ts";
import type { Fault } from "../../faults.ts";
import type { Opsmantik } from "../running.ts";
import { OWNER } from "../schema.ts";

/** Only eras A and B have partitions. */
export function partitionFaults({ pool }: Opsmantik): readonly Fault[] {
  const run = (script: string) => runAsOwner(pool, OWNER, script);
  return [
    {
      id: "partition-trigger-disabled",
      title: "A trigger that keeps the sessions' partition key is disabled",
      checks: ["partition-triggers"],
      summary: "trigger.*disabled",
      break: () => run("alter table sessions disable trigger sessions_set_created_month"),
      heal: () => run("alter table sessions enable trigger sessions_set_created_month"),
    },
    {
      id: "partition-trigger-dropped",
      title: "A trigger that keeps the sessions' partition key is gone: a migration has dropped it",
      checks: ["partition-triggers"],
      summary: "trigger is missing",
      break: () => run("drop trigger sessions_set_created_month on sessions"),
      heal: () =>
        run(`create trigger sessions_set_created_month before insert or update of created_at, created_month on sessions
          for each row execute function trg_sessions_set_created_month()`),
    },
    {
      id: "partition-missing",
      title: "Next month's partitions are missing: the monthly job has not run",
      checks: ["partitions"],
      summary: "[Nn]ext month",
      break: () => run(DROP_NEXT_MONTH),
      heal: () => run("select create_next_month_partitions()"),
    },
  ];
}

const DROP_NEXT_MONTH = `do $$
declare suffix text := to_char(now() at time zone 'utc' + interval '1 month', '_YYYY_MM'); begin
  execute 'alter table events detach partition events' || suffix;
  execute 'alter table sessions detach partition sessions' || suffix;
  execute 'drop table events' || suffix; execute 'drop table sessions' || suffix;
end $$`;
