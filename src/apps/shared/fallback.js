import { element } from "./element.js";

/** @import { ToolResult } from "./host.js" */

/**
 * The result's own text, for a host that passes no picture on, and for refusals.
 * @param {ToolResult} result
 */
export function textView({ content = [], isError }) {
  const text = content.map((part) => part.text ?? "").join("\n");
  return element("pre", { class: isError ? "text refused" : "text" }, text);
}

/** @param {string} words */
export function notice(words) {
  return element("p", { class: "notice", role: "status" }, words);
}
