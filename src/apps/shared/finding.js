import { element } from "./element.js";

/** @typedef {Readonly<Record<"level" | "rule" | "object" | "evidence" | "message", string> & { fix?: string | undefined }>} ShownFinding */

/**
 * A finding in full: what is wrong, how that is known, what to do.
 * @param {ShownFinding} finding
 */
export function findingCard({ level, rule, object, evidence, message, fix }) {
  return element(
    "div",
    { class: `finding ${levelClass(level)}` },
    element(
      "p",
      { class: "rule" },
      element("strong", {}, level),
      ` ${rule.replaceAll("-", " ")}`,
      element("span", { class: "evidence" }, ` (${evidence}) ${object}`),
    ),
    element("p", {}, ...withCode(message)),
    fix === undefined ? undefined : element("pre", { class: "fix", title: "Click to select" }, fix),
  );
}

/** @param {string} level */
export function levelClass(level) {
  return level === "error" || level === "warning" ? level : "info";
}

/**
 * Messages quote names and SQL in backticks.
 * @param {string} message
 */
function withCode(message) {
  return message
    .split("`")
    .map((part, place) => (place % 2 === 0 ? part : element("code", {}, part)));
}
