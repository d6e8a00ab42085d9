import { element } from "../shared/element.js";
import { commands } from "./squares.js";

/** @import { DrawnActor, DrawnFailure, DrawnSquares } from "../../rls/prove/drawn.ts" */

/**
 * What one actor tried with one table, and each try that went another way.
 * @param {string} table
 * @param {DrawnActor} actor
 * @param {DrawnSquares} squares
 * @param {readonly DrawnFailure[]} wrong
 */
export function cellDetails(table, { role, actor }, squares, wrong) {
  return element(
    "div",
    { class: "told" },
    element(
      "p",
      {},
      element("strong", {}, actor),
      " as ",
      element("strong", {}, role),
      " on ",
      element("strong", {}, table),
    ),
    element("p", { class: "tries" }, tries(squares)),
    ...wrong.map(({ verb, expected, got }) =>
      element(
        "dl",
        { class: "failure" },
        ...[
          ["Verb", verb],
          ["Expected", expected],
          ["Got", got],
        ].map(([name, value]) =>
          element("div", {}, element("dt", {}, name), element("dd", {}, value)),
        ),
      ),
    ),
  );
}

/** @param {DrawnSquares} squares */
function tries(squares) {
  return commands
    .flatMap((command) => {
      const own = squares[command];
      if (own === undefined) return [];
      return own.wrong > 0
        ? [`${command}: ${own.wrong} of ${own.tried} tries wrong`]
        : [`${command} ${own.allowed ? "allowed" : "refused"}, ${own.tried} tried`];
    })
    .join(" · ");
}
