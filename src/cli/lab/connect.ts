import type { Actions } from "../../commands/command.ts";
import type { CockpitStore } from "../../store/store.ts";

const EVERY_MS = 2000;

export type LabConnection = Pick<Actions, "breakFault" | "healFault"> & { readonly disconnect: () => void };

const refused = (): Promise<void> => Promise.reject(new Error("this is no lab"));

/** Outside the lab no fault can be switched. */
export const noLab: LabConnection = { breakFault: refused, healFault: refused, disconnect: () => {} };

/** Lets the palette switch the lab's faults, and keeps the store told of those that are on. */
export function connectLab(control: string, store: CockpitStore): LabConnection {
  const client = import("../../lab/control-client.ts");
  const look = async (): Promise<void> => {
    const faults = await (await client).listFaults(control);
    store.dispatch({ type: "lab.faults", faults });
  };
  const quietly = (): void => void look().catch(() => {});
  const timer = setInterval(quietly, EVERY_MS);
  quietly();
  return {
    breakFault: async (id) => {
      await (await client).breakFault(control, id);
      quietly();
    },
    healFault: async (id) => {
      await (await client).healFault(control, id);
      quietly();
    },
    disconnect: () => clearInterval(timer),
  };
}
