import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { frameToSvg } from "../ui/frame-svg.ts";

export interface SavePlace {
  readonly folder: string;
  /** ms since 1970; names the files. */
  readonly at: number;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes are control sequences
const COLOUR = /\u001b\[[\d;]*m/g;

/** Writes a frame as text and as SVG under `<folder>/frames`; resolves with the path of the text. */
export async function saveFrame(frame: string, { folder, at }: SavePlace): Promise<string> {
  const frames = join(folder, "frames");
  await mkdir(frames, { recursive: true, mode: 0o2770 });
  const name = join(frames, new Date(at).toISOString().replaceAll(/[:.]/g, "-"));
  await writeFile(`${name}.txt`, `${frame.replaceAll(COLOUR, "")}\n`, { mode: 0o660 });
  await writeFile(`${name}.svg`, frameToSvg(frame), { mode: 0o660 });
  return `${name}.txt`;
}
