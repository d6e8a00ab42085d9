import { element } from "../shared/element.js";
import { amount, duration, percent } from "./figures.js";

/** @import { DrawnNode } from "../../query/plan/picture.ts" */

/**
 * Every figure of a node, hidden until it is asked for.
 * @param {DrawnNode} node
 */
export function nodeDetails(node) {
  const { actual, pages, particulars } = node;
  const never = actual === undefined || actual.loops === 0;
  /** @type {[string, string | undefined][]} */
  const figures = [
    ["Rows estimated", amount(node.rows)],
    ["Rows actual", never ? undefined : `${amount(actual.rows)} in each loop`],
    ["Loops", never ? undefined : amount(actual.loops)],
    ["Own time", never ? undefined : `${duration(actual.ownMs)}, ${percent(node.share)}`],
    ["With all below", never ? undefined : `${duration(actual.totalMs)}, ${percent(node.below)}`],
    ["Cost", `${amount(node.startupCost)} to ${amount(node.cost)}`],
    ["Row width", `${amount(node.width)} bytes`],
    ["Own pages", pages],
    ["Also", particulars.length === 0 ? undefined : particulars.join(", ")],
  ];
  const shown = figures.flatMap(([name, value]) =>
    value === undefined
      ? []
      : [element("div", {}, element("dt", {}, name), element("dd", {}, value))],
  );
  return element("dl", { class: "details", hidden: true }, ...shown);
}
