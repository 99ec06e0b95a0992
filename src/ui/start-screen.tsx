import { render } from "ink";
import { Host, type HostProps } from "./host.tsx";

export interface StartOptions extends HostProps {
  readonly stdout: NodeJS.WriteStream;
  readonly stdin: NodeJS.ReadStream;
}

export interface StartedScreen {
  readonly waitUntilExit: () => Promise<void>;
  /** Resolves when the newest frame is on the glass. */
  readonly painted: () => Promise<void>;
  readonly unmount: () => void;
}

/** Takes the terminal over until `unmount`. */
export function startScreen({ stdout, stdin, ...host }: StartOptions): StartedScreen {
  const app = render(<Host {...host} />, {
    stdout,
    stdin,
    alternateScreen: true,
    incrementalRendering: true,
    interactive: true,
    maxFps: 30,
    exitOnCtrlC: false,
    patchConsole: true,
  });
  return {
    waitUntilExit: async () => {
      await app.waitUntilExit();
    },
    painted: () => app.waitUntilRenderFlush(),
    unmount: () => app.unmount(),
  };
}
