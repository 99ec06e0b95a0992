import { stringify } from "yaml";

/** What a cockpit needs to look at one simulated system instead of the real one. */
export interface SystemOverlay {
  readonly system: string;
  readonly environment: "lab";
  readonly vars: Readonly<Record<string, string>>;
  /** References only: the values are in the environment that the lab hands to the cockpit. */
  readonly secrets: Readonly<Record<string, string>>;
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
