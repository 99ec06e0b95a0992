import { tame } from "../../src/core/hostile-text.ts";
import type { Scalar } from "../../src/core/reading.ts";

const MIB = 1024 * 1024;

/** INFO's fields (Redis 3 to 8, Valkey, Upstash) as facts. What a server does not tell is null. `maxMemoryMb` 0: no limit. */
export function infoFacts(info: string): Record<string, Scalar> {
  const fields = new Map<string, string>();
  for (const line of info.split(/\r?\n/)) {
    const colon = line.indexOf(":");
    if (colon > 0 && !line.startsWith("#")) fields.set(line.slice(0, colon), line.slice(colon + 1));
  }
  const word = (name: string): Scalar => {
    const value = fields.get(name);
    return value === undefined || value === "" ? null : tame(value, 80);
  };
  const number = (name: string): number | null => {
    const value = fields.get(name);
    return value === undefined || value === "" || !Number.isFinite(Number(value)) ? null : Number(value);
  };
  const mib = (name: string): number | null => {
    const bytes = number(name);
    return bytes === null ? null : Math.round((bytes / MIB) * 10) / 10;
  };
  return {
    version: word("redis_version"),
    role: word("role"),
    uptimeSeconds: number("uptime_in_seconds"),
    connectedClients: number("connected_clients"),
    blockedClients: number("blocked_clients"),
    maxClients: number("maxclients"),
    rejectedConnections: number("rejected_connections"),
    usedMemoryMb: mib("used_memory"),
    maxMemoryMb: mib("maxmemory"),
    maxMemoryPolicy: word("maxmemory_policy"),
    evictedKeys: number("evicted_keys"),
    expiredKeys: number("expired_keys"),
    commandsPerSecond: number("instantaneous_ops_per_sec"),
    replicas: number("connected_slaves"),
    masterLink: word("master_link_status"),
    lastSaveStatus: word("rdb_last_bgsave_status"),
  };
}
