import { element } from "../shared/element.js";

/** @import { DrawnCommand, DrawnSquares } from "../../rls/prove/drawn.ts" */

/** @typedef {"allowed" | "refused" | "wrong" | "untried"} State */

/** @type {readonly DrawnCommand[]} */
export const commands = ["select", "insert", "update", "delete"];

/**
 * @param {DrawnSquares} squares
 * @param {DrawnCommand} command
 * @returns {State}
 */
export function stateOf(squares, command) {
  const own = squares[command];
  if (own === undefined) return "untried";
  return own.wrong > 0 ? "wrong" : own.allowed ? "allowed" : "refused";
}

/**
 * The four squares of a cell, and a bar below them where something beside the four commands went another way. A sign says what
 * a colour says.
 * @param {DrawnSquares} squares
 * @param {boolean} otherWrong
 */
export function squaresView(squares, otherWrong) {
  return element(
    "div",
    { class: "squares", "aria-hidden": "true" },
    ...commands.map((command) => {
      const state = stateOf(squares, command);
      const letter = command.charAt(0).toUpperCase();
      const made = square(state === "wrong" ? "!" : state === "untried" ? "" : letter, state);
      made.title = `${command}: ${state}`;
      return made;
    }),
    otherWrong ? element("span", { class: "other", title: "other: wrong" }) : undefined,
  );
}

/** @param {string} sign @param {State} state */
export function square(sign, state) {
  return element("span", { class: `square ${state}` }, sign);
}

/**
 * The same in words, for those who do not see them.
 * @param {DrawnSquares} squares
 * @param {boolean} otherWrong
 */
export function squaresWords(squares, otherWrong) {
  const words = commands.map((command) => `${command} ${stateOf(squares, command)}`);
  return [...words, ...(otherWrong ? ["other wrong"] : [])].join(", ");
}
