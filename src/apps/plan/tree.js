import { element } from "../shared/element.js";
import { firstShown, growTree, opensAtFirst } from "./branch.js";
import { amount, duration } from "./figures.js";
import { steer } from "./keys.js";
import { nodeView } from "./node.js";

/** @import { DrawnPlan } from "../../query/plan/picture.ts" */
/** @import { Branch } from "./branch.js" */

/**
 * A plan as a tree that opens and closes. Children are made when they are first shown, so a plan of a thousand nodes
 * costs what is looked at.
 * @param {DrawnPlan} plan
 */
export function planTree(plan) {
  const branches = growTree(plan);
  /** @type {Map<Branch, HTMLElement>} */
  const items = new Map();
  const list = element("ul", { class: "tree", role: "tree", "aria-label": "Plan" });

  /** @param {Branch} branch @param {number} level */
  function item(branch, level) {
    const made = element(
      "li",
      { role: "treeitem", "aria-level": level, tabindex: -1, "data-node": branch.node.id },
      nodeView(branch, goTo),
    );
    if (branch.marked && branch.findings.length > 0) made.dataset["finding"] = "";
    items.set(branch, made);
    if (branch.children.length > 0) {
      made.setAttribute("aria-expanded", "false");
      if (opensAtFirst(branch, plan.nodes.length)) toggle(made, true);
    }
    return made;
  }

  /** @param {HTMLElement} at @param {boolean} [open] */
  function toggle(at, open = at.getAttribute("aria-expanded") !== "true") {
    const branch = branches.get(Number(at.dataset["node"]));
    if (branch === undefined || branch.children.length === 0) return;
    at.setAttribute("aria-expanded", String(open));
    const group = at.querySelector(":scope > ul[role=group]");
    if (group !== null) group.toggleAttribute("hidden", !open);
    else if (open) at.append(groupOf(branch, Number(at.getAttribute("aria-level")) + 1));
  }

  /** @param {Branch} branch @param {number} level */
  function groupOf(branch, level) {
    const shown = firstShown(branch);
    const depth = level > 24 ? " flat" : level > 8 ? " deep" : "";
    const group = element("ul", { role: "group", class: `group${depth}` });
    group.append(...shown.map((child) => item(child, level)));
    const left = branch.children.filter((child) => !shown.includes(child));
    if (left.length === 0) return group;
    const more = element(
      "button",
      { class: "more", type: "button" },
      `${left.length} more like these, ${together(left)}`,
    );
    more.addEventListener("click", () => showAll(group, branch, level));
    group.append(element("li", { role: "none" }, more));
    return group;
  }

  /** @param {HTMLElement} group @param {Branch} branch @param {number} level */
  function showAll(group, branch, level) {
    group.replaceChildren(
      ...branch.children.map((child) => items.get(child) ?? item(child, level)),
    );
  }

  /** Opens what is above a node and brings it into view.
   * @param {number} id */
  function goTo(id) {
    const path = pathTo(branches.get(id));
    for (const branch of path.slice(0, -1)) {
      const at = items.get(branch);
      if (at === undefined) return;
      toggle(at, true);
      const next = path[path.indexOf(branch) + 1];
      const group = at.querySelector(":scope > ul[role=group]");
      if (next !== undefined && !items.has(next) && group instanceof HTMLElement)
        showAll(group, branch, Number(at.getAttribute("aria-level")) + 1);
    }
    const target = items.get(path.at(-1) ?? missing());
    target?.focus();
    target?.querySelector(".node")?.scrollIntoView({ block: "center" });
  }

  const [root] = branches.values();
  if (root !== undefined) list.append(item(root, 1));
  list.querySelector("[role=treeitem]")?.setAttribute("tabindex", "0");
  steer(list, toggle);
  return { list, goTo };
}

/** What some branches took together.
 * @param {Branch[]} branches */
function together(branches) {
  const sum = (/** @type {(branch: Branch) => number} */ of) =>
    branches.reduce((total, branch) => total + of(branch), 0);
  return branches.some(({ node }) => node.actual)
    ? duration(sum(({ node }) => node.actual?.totalMs ?? 0))
    : `cost ${amount(sum(({ node }) => node.cost))}`;
}

/** @param {Branch | undefined} branch */
function pathTo(branch) {
  const path = [];
  for (let at = branch; at !== undefined; at = at.parent) path.unshift(at);
  return path;
}

/** @returns {never} */
function missing() {
  throw new Error("the plan has no such node");
}
