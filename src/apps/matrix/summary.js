import { element } from "../shared/element.js";
import { square } from "./squares.js";

/** @import { ProofPicture } from "../../rls/prove/drawn.ts" */

/**
 * What to know of a proof before its matrix: whether it holds, what was tried, what the squares mean.
 * @param {ProofPicture} picture
 * @param {() => void} goToNext
 */
export function proofSummary(picture, goToNext) {
  const { passed, cells, failed, leftOut, bypasses, mutations } = picture;
  const wrong = failed.length + leftOut;
  const parts = [
    `${count(cells)} cells tried`,
    wrong === 0 ? "all as meant" : `${count(wrong)} another way`,
    bypasses.length === 1 ? "1 way round" : `${count(bypasses.length)} ways round`,
    `${count(mutations.caught)} of ${count(mutations.total)} weakened policies noticed`,
    ...(leftOut === 0 ? [] : [`${count(leftOut)} not drawn`]),
  ];
  const next = element("button", { class: "next", type: "button" }, "Next that is wrong");
  next.addEventListener("click", goToNext);
  return element(
    "header",
    {},
    element(
      "p",
      { class: passed ? "total proven" : "total unproven" },
      passed ? "Proven" : "Not proven",
    ),
    element("p", { class: "parts" }, parts.join(" · ")),
    element(
      "ul",
      { class: "legend" },
      ...legend(failed.some(({ command }) => command === "other")),
    ),
    wrong === 0 ? undefined : next,
  );
}

/**
 * A bar is told of where there is one.
 * @param {boolean} withOther
 */
function legend(withOther) {
  /** @type {[Node, string]} */
  const other = [element("span", { class: "other" }), "wrong beside the four"];
  /** @type {[Node, string][]} */
  const signs = [
    [square("S", "allowed"), "allowed"],
    [square("S", "refused"), "refused"],
    [square("!", "wrong"), "otherwise than meant"],
    ...(withOther ? [other] : []),
    [square("", "untried"), "not tried"],
  ];
  return [
    ...signs.map(([sign, words]) => element("li", {}, sign, words)),
    element("li", {}, "S select, I insert, U update, D delete"),
  ];
}

/** @param {number} value */
function count(value) {
  return value.toLocaleString("en-US");
}
