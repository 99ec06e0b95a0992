import type pg from "pg";
import type { StandInResult } from "../stand-ins.ts";

const BANNER = "[dotenv@17.2.3] injecting env (0) from .env.local\n";

/** Stands for scripts/verify-partition-triggers.mjs: one call of the function that looks for the names, its lines and exits. */
export async function verifyPartitionTriggers(pool: pg.Pool): Promise<StandInResult> {
  try {
    const { rows } = await pool.query<{ ok: boolean }>("select verify_partition_triggers_exist() as ok");
    if (rows[0]?.ok === true) {
      const names = "sessions_set_created_month, events_set_session_month_from_session";
      return { exitCode: 0, stdout: `${BANNER}Partition triggers OK (${names})\n` };
    }
    const stderr = "Partition triggers MISSING - drift guards may have been dropped\n";
    return { exitCode: 1, stdout: BANNER, stderr };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { exitCode: 1, stdout: BANNER, stderr: `verify_partition_triggers_exist failed: ${why}\n` };
  }
}
