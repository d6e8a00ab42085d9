import type { Fault } from "../faults.ts";

type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === "string";
const count: Check = (value) => Number.isInteger(value) && Number(value) >= 0;
const flag: Check = (value) => typeof value === "boolean";
const oneOf =
  (...values: unknown[]): Check =>
  (value) =>
    values.includes(value);
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

const where = { method: optional(text), path: optional(text), times: optional(count) };

/** The fields of each kind; `kind` itself goes without saying. */
const shapes: Record<Fault["kind"], Readonly<Record<string, Check>>> = {
  status: { ...where, status: oneOf(423, 429, 500, 503), retryAfter: optional(count) },
  disconnect: { ...where, when: oneOf("before", "after") },
  delay: { ...where, ms: count },
  operation: {
    action: optional(text),
    ms: optional(count),
    fails: optional(flag),
    times: optional(count),
  },
  connection: { when: oneOf("open", "statement"), times: optional(count) },
  start: { ms: count, times: optional(count) },
};

/** The faults in a JSON array; undefined when one of them is none: a test that asks for a fault has to get it. */
export function readFaults(json: string): Fault[] | undefined {
  const value = parse(json);
  return Array.isArray(value) && value.every(isFault) ? value : undefined;
}

function isFault(value: unknown): value is Fault {
  if (value === null || typeof value !== "object") return false;
  const { kind, ...fields } = value as Record<string, unknown>;
  const shape = Object.hasOwn(shapes, String(kind)) ? shapes[kind as Fault["kind"]] : undefined;
  if (shape === undefined) return false;
  const known = Object.keys(fields).every((name) => Object.hasOwn(shape, name));
  return known && Object.entries(shape).every(([name, check]) => check(fields[name]));
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}
