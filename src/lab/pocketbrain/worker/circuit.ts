import { type Isolate, numberIn } from "./isolate.ts";

/**
 * The circuit of the way to the VPS, one an isolate. Variables that are not set give the least: one failure opens it, for a
 * second. While it is open no request passes; after that all do, and the first answer under 500 closes it for good.
 */
export function openMs({ vars, pace }: Isolate): number {
  return numberIn(vars.VPS_PROXY_CIRCUIT_OPEN_MS, { least: 1_000, most: 120_000, otherwise: 20_000 }) / pace;
}

export function remainingMs({ circuit }: Isolate): number {
  return Math.max(0, circuit.openUntil - Date.now());
}

export function succeeded({ circuit }: Isolate): void {
  circuit.consecutiveFailures = 0;
  circuit.openUntil = 0;
}

/** A request that failed after all its retries. */
export function failed(isolate: Isolate): void {
  const { circuit, vars, metrics } = isolate;
  circuit.consecutiveFailures += 1;
  const threshold = numberIn(vars.VPS_PROXY_CIRCUIT_FAILURE_THRESHOLD, { least: 1, most: 20, otherwise: 3 });
  if (circuit.consecutiveFailures < threshold) return;
  circuit.consecutiveFailures = 0;
  circuit.openUntil = Date.now() + openMs(isolate);
  metrics.vpsProxyCircuitOpens += 1;
}
