import { stringify } from "yaml";
import type { CommandOverlay } from "./stand-ins.ts";

/** What a cockpit needs to look at one simulated system instead of the real one. */
export interface SystemOverlay {
  readonly system: string;
  readonly environment: "lab";
  /** null takes a shipped value away. */
  readonly vars: Readonly<Record<string, string | number | null>>;
  /** References only: the values are in the environment that the lab hands to the cockpit. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly commands?: Readonly<Record<string, CommandOverlay>>;
}

export interface LabHeader {
  readonly control: string;
  readonly nonce: string;
  readonly pace: number;
  readonly era: string;
}

export function writeOverlay(lab: LabHeader, systems: readonly SystemOverlay[]): string {
  return [{ lab }, ...systems].map((document) => `---\n${stringify(document)}`).join("");
}
