import pg from "pg";

/** Where the cluster is, for the lab itself: its socket, past every gate. */
export interface Cluster {
  readonly socketDir: string;
  readonly password: string;
}

/** The role that a cockpit signs in as: it may read everything, statistics included, and do what the owner may do. */
export const COCKPIT_ROLE = "opsdeck";

/** The lab's own connections to one database: they make, break and heal, and see no fault of the network. */
function openAdmin(cluster: Cluster, database: string): pg.Pool {
  const pool = new pg.Pool({
    host: cluster.socketDir,
    user: "postgres",
    password: cluster.password,
    database,
    max: 3,
    application_name: "opsdeck-lab",
  });
  pool.on("error", () => undefined);
  return pool;
}

export interface DatabasePlan {
  readonly name: string;
  readonly owner: string;
  readonly ownerPassword: string;
}

export async function createCockpitRole(cluster: Cluster, password: string): Promise<void> {
  const admin = openAdmin(cluster, "postgres");
  try {
    await admin.query(`create role ${COCKPIT_ROLE} login in role pg_read_all_stats password '${password}'`);
  } finally {
    await admin.end();
  }
}

/** A database with an owner of its own; answers the lab's pool to it. */
export async function createDatabase(cluster: Cluster, plan: DatabasePlan): Promise<pg.Pool> {
  const admin = openAdmin(cluster, "postgres");
  try {
    await admin.query(`create role ${plan.owner} login password '${plan.ownerPassword}'`);
    await admin.query(`grant ${plan.owner} to ${COCKPIT_ROLE}`);
    await admin.query(`create database ${plan.name} owner ${plan.owner}`);
    await admin.query(`revoke connect on database ${plan.name} from public`);
    await admin.query(`grant connect on database ${plan.name} to ${COCKPIT_ROLE}`);
  } finally {
    await admin.end();
  }
  return openAdmin(cluster, plan.name);
}

/** Runs a script as the owner, so that the tables belong to the owner and not to the superuser. */
export async function runAsOwner(pool: pg.Pool, owner: string, script: string): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query(`set role ${owner}`);
    await client.query(script);
  } finally {
    await client.query("reset role").catch(() => undefined);
    client.release();
  }
}
