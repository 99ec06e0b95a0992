import { Box, Text } from "ink";
import { memo } from "react";

/** Painted lines, one text each; a line that did not change is not drawn again. */
export function Lines({ lines }: { readonly lines: readonly string[] }) {
  return (
    <Box flexDirection="column" flexShrink={0}>
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place on the screen
        <PaintedLine key={index} line={line} />
      ))}
    </Box>
  );
}

const PaintedLine = memo(function PaintedLine({ line }: { readonly line: string }) {
  return <Text wrap="truncate-end">{line}</Text>;
});
