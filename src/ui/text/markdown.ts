import type { Nodes } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";

const seen = new Map<string, readonly string[]>();
const REMEMBERED = 50;

/** Prose as plain paragraphs: no marks, no headings, a dash before each point of a list, code as it stands. The last one drawn is remembered. */
export function paragraphs(markdown: string): readonly string[] {
  const known = seen.get(markdown);
  if (known) return known;
  const made = fromMarkdown(markdown).children.flatMap((node) => blocksOf(node));
  if (seen.size >= REMEMBERED) seen.clear();
  seen.set(markdown, made);
  return made;
}

function blocksOf(node: Nodes): readonly string[] {
  switch (node.type) {
    case "list":
      return node.children.map(
        (item, index) => `${node.ordered ? `${(node.start ?? 1) + index}.` : "-"} ${inline(item)}`,
      );
    case "blockquote":
      return node.children.flatMap(blocksOf);
    case "code":
      return node.value.split("\n");
    case "heading":
    case "html":
    case "definition":
    case "thematicBreak":
      return [];
    default:
      return [inline(node)];
  }
}

function inline(node: Nodes): string {
  if (node.type === "break") return " ";
  if ("value" in node) return node.value.replaceAll(/\s+/g, " ");
  if (!("children" in node)) return "";
  const gap = node.type === "listItem" ? " " : "";
  return node.children.map(inline).join(gap);
}
