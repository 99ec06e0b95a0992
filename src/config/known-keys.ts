import { z } from "zod";
import type { Path } from "./document.ts";

/** A part of a JSON Schema, as far as keys go. */
interface Shape {
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly additionalProperties?: Shape | boolean;
  readonly items?: Shape;
  readonly anyOf?: readonly Shape[];
  readonly oneOf?: readonly Shape[];
  readonly allOf?: readonly Shape[];
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Shape>>;
}

/** The keys that a mapping at this path may have, of all its forms. */
export function knownKeys(schema: z.ZodType, path: Path): readonly string[] {
  const root = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as Shape;
  let shapes = formsOf(root, root);
  for (const part of path) shapes = shapes.flatMap((shape) => formsOf(below(shape, part), root));
  return [...new Set(shapes.flatMap((shape) => Object.keys(shape.properties ?? {})))];
}

function below(shape: Shape, part: string | number): Shape | undefined {
  if (typeof part === "number") return shape.items;
  const { properties = {}, additionalProperties: other } = shape;
  if (Object.hasOwn(properties, part)) return properties[part];
  return typeof other === "object" ? other : undefined;
}

/** A shape without its references and alternatives, which may refer to themselves. */
function formsOf(shape: Shape | undefined, root: Shape, seen: readonly string[] = []): readonly Shape[] {
  if (!shape) return [];
  const { $ref: ref, anyOf = [], oneOf = [], allOf = [] } = shape;
  if (ref !== undefined) {
    const named = ref === "#" ? root : root.$defs?.[ref.replace("#/$defs/", "")];
    return seen.includes(ref) ? [] : formsOf(named, root, [...seen, ref]);
  }
  const inner = [...anyOf, ...oneOf, ...allOf].flatMap((one) => formsOf(one, root, seen));
  return [shape, ...inner];
}
