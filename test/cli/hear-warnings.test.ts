import { afterEach, expect, it } from "vitest";
import { hearWarnings } from "../../src/cli/hear-warnings.ts";
import { eventually } from "../helpers/eventually.ts";

const others: string[] = [];
const other = ({ message }: Error): void => void others.push(message);

afterEach(() => void process.off("warning", other));

it("tells Node's warnings in the log while the screen is taken, and leaves them to Node afterwards", async () => {
  process.on("warning", other);
  const told: string[] = [];
  const end = hearWarnings((text) => told.push(text));
  process.emitWarning("a listener too many", "LeakWarning");
  await eventually(() => expect(told).toEqual(["LeakWarning: a listener too many"]));
  expect(others).toEqual([]);
  end();
  process.emitWarning("one more");
  await eventually(() => expect(others).toEqual(["one more"]));
  expect(told).toHaveLength(1);
});
