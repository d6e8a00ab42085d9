import type { Argument, Prompt, Values } from "./prompt.ts";

/**
 * What a person meant who typed a line behind a prompt's name in a client that splits it at its blanks and fills the arguments word by
 * word, quotes or none, and drops what is left over. Measured of Claude Code 2.1.329, which shows the model the whole line beside the
 * prompt. Where the first argument takes a sentence, the words are all its own.
 */
export function asSentence({ arguments: args }: Prompt, values: Values): Values {
  const [first] = args;
  const words = args.flatMap(({ name }) => values[name]?.trim() || []);
  if (first === undefined || !takesSentence(first) || words.length < 2) return values;
  // whoever has passed a blank has passed arguments
  if (words.some((word) => /\s/.test(word))) return values;
  const line = words.join(" ");
  return { [first.name]: words.length < args.length ? line : `${line} ... ${cutOff}` };
}

const cutOff = "(the end may be missing here; the user's own line has it, else ask)";

const takesSentence = ({ required, values }: Argument): boolean =>
  required && (values === undefined || values.some((value) => value.includes(" ")));
