import { bare, modifiers } from "./types.ts";

const INTEGERS = ["smallint", "integer", "bigint"];
const FLOATS = ["real", "double precision"];
const MOMENT = /^(timestamp|time)( with(out)? time zone)?$/;

/** What is lost between two printed types: digits, silently, or values that are refused. Undefined where everything fits or it is not known. */
export function narrowing(from: string, to: string): "rounds" | "refuses" | undefined {
  const [before, after] = [bare(from), bare(to)];
  if (isText(before) && isText(after)) return shorter(from, to) ? "refuses" : undefined;
  if (before === "numeric" && after === "numeric") return narrowerNumeric(from, to);
  if (MOMENT.test(before)) return narrowerMoment(from, to);
  return narrowerNumber(before, after);
}

const isText = (type: string): boolean => ["text", "character varying", "character"].includes(type);

function shorter(from: string, to: string): boolean {
  const [[old = Infinity], [now = Infinity]] = [modifiers(from), modifiers(to)];
  return now < old;
}

function narrowerNumeric(from: string, to: string): "rounds" | "refuses" | undefined {
  const [[oldDigits = Infinity, oldScale = 0], [digits = Infinity, scale = 0]] = [
    modifiers(from),
    modifiers(to),
  ];
  if (digits === Infinity) return undefined;
  if (oldDigits === Infinity || scale < oldScale) return "rounds";
  return digits - scale < oldDigits - oldScale ? "refuses" : undefined;
}

/** Six digits of a second is what a type without modifier holds. */
function narrowerMoment(from: string, to: string): "rounds" | undefined {
  const [before, after] = [bare(from), bare(to)];
  if (after === "date" || (before.startsWith("timestamp") && after.startsWith("time ")))
    return "rounds";
  if (!MOMENT.test(after)) return undefined;
  if (before.includes(" with time zone") && !after.includes(" with time zone")) return "rounds";
  const [[old = 6], [now = 6]] = [modifiers(from), modifiers(to)];
  return now < old ? "rounds" : undefined;
}

function narrowerNumber(before: string, after: string): "rounds" | "refuses" | undefined {
  const [old, now] = [INTEGERS.indexOf(before), INTEGERS.indexOf(after)];
  if (old >= 0 && now >= 0) return now < old ? "refuses" : undefined;
  const exact = before === "numeric" || before === "bigint";
  if ([...FLOATS, "numeric"].includes(before) && now >= 0) return "rounds";
  if (exact && FLOATS.includes(after)) return "rounds";
  return before === "double precision" && after === "real" ? "rounds" : undefined;
}
