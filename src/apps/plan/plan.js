import { element } from "../shared/element.js";
import { amount, duration } from "./figures.js";
import { planSummary } from "./summary.js";
import { planTree } from "./tree.js";

/** @import { DrawnPlan } from "../../query/plan/picture.ts" */

/**
 * One plan: its summary, its tree, its triggers.
 * @param {DrawnPlan} plan
 * @param {DrawnPlan | undefined} present the plan to compare it with
 */
export function planView(plan, present) {
  const { list, goTo } = planTree(plan);
  return element(
    "section",
    { class: "plan", "aria-label": plan.label },
    planSummary(plan, present, goTo),
    headings(plan.executionMs !== undefined),
    list,
    triggerList(plan),
    element(
      "p",
      { class: "keys" },
      "Arrows move, Enter shows every figure, n goes to the next finding.",
    ),
  );
}

/** @param {boolean} measured */
function headings(measured) {
  return element(
    "div",
    { class: "headings", "aria-hidden": "true" },
    element("span", { class: "rows" }, measured ? "rows: estimated → actual" : "rows estimated"),
    element("span", { class: "time" }, measured ? "own time" : "cost"),
    element(
      "span",
      { class: "share" },
      measured ? "own share of the time" : "own share of the cost",
    ),
  );
}

/** @param {DrawnPlan} plan */
function triggerList({ triggers }) {
  if (triggers.length === 0) return undefined;
  return element(
    "ul",
    { class: "triggers" },
    ...triggers.map(({ name, calls, ms }) =>
      element(
        "li",
        {},
        element("strong", {}, "Trigger "),
        `${name}: ${amount(calls)} calls, ${duration(ms)}`,
      ),
    ),
  );
}
