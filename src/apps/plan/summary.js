import { element } from "../shared/element.js";
import { amount, duration, percent } from "./figures.js";
import { findingCard, levelClass } from "../shared/finding.js";

/** @import { DrawnPlan, DrawnNode } from "../../query/plan/picture.ts" */
/** @import { DrawnFinding } from "./branch.js" */

/** Nodes that have less of the whole than this are not worth a look first. */
const heavy = 0.1;

/** The part of the execution from which on a time beside it is told. */
const worthSaying = 0.02;

/**
 * What to know of a plan before its tree: how long or dear it is, where that goes, what is wrong.
 * @param {DrawnPlan} plan
 * @param {DrawnPlan | undefined} present the plan to compare with
 * @param {(id: number) => void} goTo
 */
export function planSummary(plan, present, goTo) {
  const { label, cost, executionMs, findings, nodes } = plan;
  const heaviest = nodes
    .filter(({ share }) => share >= heavy)
    .toSorted((a, b) => b.share - a.share)
    .slice(0, 3);
  const pinned = findings.filter(({ nodes: [first] }) => first !== undefined);
  const loose = findings.filter(({ nodes: [first] }) => first === undefined);
  return element(
    "header",
    {},
    element("h2", {}, label),
    element(
      "p",
      { class: "total" },
      element(
        "strong",
        {},
        executionMs === undefined ? `Cost ${amount(cost)}` : duration(executionMs),
      ),
      present === undefined ? undefined : change(cost, present.cost),
    ),
    element("p", { class: "parts" }, parts(plan, present === undefined).join(" · ")),
    jumps(
      "Heaviest",
      heaviest.map((node) => heavyJump(node, goTo)),
    ),
    jumps(
      "Findings",
      pinned.map((finding) => findingJump(finding, goTo)),
    ),
    ...loose.map(findingCard),
  );
}

/**
 * The settings of a plan that is only imagined are those of the place where it is.
 * @param {DrawnPlan} plan
 * @param {boolean} isPresent
 */
function parts(plan, isPresent) {
  const { executionMs, planningMs, jitMs, serializationMs, triggers, cost } = plan;
  const { settings, nodes, leftOut = 0 } = plan;
  const size = nodes.length + leftOut;
  const triggerMs = triggers.reduce((sum, { ms }) => sum + ms, 0);
  /** @param {string} name @param {number | undefined} ms */
  const time = (name, ms = 0) =>
    ms > worthSaying * (executionMs ?? 0) ? [`${name} ${duration(ms)}`] : [];
  return [
    executionMs === undefined ? "estimated, not executed" : `executed, cost ${amount(cost)}`,
    ...time("planning", planningMs),
    ...time("JIT", jitMs),
    ...time("triggers", triggerMs),
    ...time("result to text", serializationMs),
    size === 1 ? "1 node" : `${amount(size)} nodes`,
    ...(leftOut === 0 ? [] : [`${leftOut} not drawn`]),
    ...(isPresent ? Object.entries(settings).map(([name, value]) => `${name} = ${value}`) : []),
  ];
}

/** @param {number} cost @param {number} before */
function change(cost, before) {
  const less = cost < before;
  const times = less ? before / Math.max(cost, 0.01) : cost / Math.max(before, 0.01);
  const words =
    times < 1.01
      ? "the same cost as now"
      : `${amount(times)} times ${less ? "less" : "more"} cost than now`;
  return element("span", { class: less && times >= 1.01 ? "change better" : "change" }, words);
}

/** @param {string} label @param {HTMLElement[]} buttons */
function jumps(label, buttons) {
  if (buttons.length === 0) return undefined;
  return element("p", { class: "jumps" }, element("span", { class: "label" }, label), ...buttons);
}

/** @param {DrawnNode} node @param {(id: number) => void} goTo */
function heavyJump({ id, operation, on, share }, goTo) {
  const where = on === undefined ? operation : `${operation} on ${on}`;
  return jump(`${percent(share)} ${where}`, "", () => goTo(id));
}

/** @param {DrawnFinding} finding @param {(id: number) => void} goTo */
function findingJump({ level, rule, nodes: [first = 1] }, goTo) {
  return jump(rule.replaceAll("-", " "), levelClass(level), () => goTo(first));
}

/** @param {string} text @param {string} kind @param {() => void} go */
function jump(text, kind, go) {
  const button = element("button", { class: `jump ${kind}`, type: "button" }, text);
  button.addEventListener("click", go);
  return button;
}
