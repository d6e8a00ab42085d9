import { element } from "../shared/element.js";
import { nodeDetails } from "./details.js";
import { amount, duration, percent } from "./figures.js";
import { findingCard } from "../shared/finding.js";

/** @import { DrawnNode } from "../../query/plan/picture.ts" */
/** @import { Branch } from "./branch.js" */

/**
 * One node: what it does, its figures, its conditions, what is wrong with it.
 * @param {Branch} branch
 * @param {(id: number) => void} goTo
 */
export function nodeView({ node, children, findings, shared }, goTo) {
  const never = node.actual?.loops === 0;
  return element(
    "div",
    { class: `node heat-${heat(node.share)}${never ? " never" : ""}` },
    element("span", { class: children.length > 0 ? "twist" : "twist leaf" }),
    nodeTitle(node),
    figures(node),
    element("ul", { class: "clauses", role: "presentation" }, ...node.clauses.map(clause)),
    ...findings.map(findingCard),
    ...shared.map((finding) => sharedLink(finding.rule, finding.nodes[0] ?? node.id, goTo)),
    nodeDetails(node),
  );
}

/** How much a node has of the whole, in four steps; the percentage stands beside, so colour says nothing alone.
 * @param {number} share */
function heat(share) {
  return share >= 0.5 ? 3 : share >= 0.25 ? 2 : share >= 0.1 ? 1 : 0;
}

/** @param {DrawnNode} node */
function nodeTitle({ subplan, operation, on, index }) {
  return element(
    "div",
    { class: "what" },
    subplan === undefined ? undefined : element("span", { class: "subplan" }, subplan),
    element("strong", {}, operation),
    on === undefined ? undefined : element("span", { class: "on" }, ` on ${on}`),
    index === undefined ? undefined : element("span", { class: "using" }, ` using ${index}`),
  );
}

/** @param {DrawnNode} node */
function figures(node) {
  const { actual, cost, share } = node;
  const bar = element("span", { class: "fill" });
  bar.style.width = `${share * 100}%`;
  return element(
    "div",
    { class: "figures" },
    rowCounts(node),
    element("span", { class: "time" }, ...(actual ? [duration(actual.ownMs)] : costs(cost))),
    element("span", { class: "bar" }, bar),
    element("span", { class: "percent" }, percent(share)),
  );
}

/** The unit is said where no heading says it.
 * @param {number} cost */
function costs(cost) {
  return [element("span", { class: "unit" }, "cost "), amount(cost)];
}

/** @param {DrawnNode} node */
function rowCounts({ rows, actual, off }) {
  if (actual === undefined) return element("span", { class: "rows" }, `~${counted(rows)}`);
  if (actual.loops === 0) return element("span", { class: "rows" }, "never executed");
  const loops = actual.loops === 1 ? "" : ` × ${amount(actual.loops)}`;
  return element(
    "span",
    { class: off === undefined ? "rows" : "rows off" },
    `${amount(rows)} → ${counted(actual.rows)}${loops}`,
    off === undefined
      ? undefined
      : element(
          "span",
          { class: "times" },
          ` ${amount(off.times)} times ${off.more ? "more" : "fewer"}`,
        ),
  );
}

/** @param {number} rows */
function counted(rows) {
  return `${amount(rows)} ${rows === 1 ? "row" : "rows"}`;
}

/** @param {readonly [kind: string, text: string]} clause */
function clause([kind, text]) {
  return element(
    "li",
    {},
    element("span", { class: "kind" }, kind),
    " ",
    element("code", {}, text),
  );
}

/**
 * @param {string} rule
 * @param {number} first
 * @param {(id: number) => void} goTo
 */
function sharedLink(rule, first, goTo) {
  const link = element(
    "button",
    { class: "shared", type: "button", tabindex: -1 },
    `${rule.replaceAll("-", " ")}, as above`,
  );
  link.addEventListener("click", (event) => {
    event.stopPropagation();
    goTo(first);
  });
  return link;
}
