import { invalid } from "./error.ts";

/** Returns the value, or throws 400 with its path. */
export type Check<T> = (value: unknown, path: string) => T;

type Shape<T> = { readonly [K in keyof T]: Check<T[K]> };

export const optional =
  <T>(check: Check<T>): Check<T | undefined> =>
  (value, path) =>
    value === undefined ? undefined : check(value, path);

export const nullable =
  <T>(check: Check<T>): Check<T | null> =>
  (value, path) =>
    value === null ? null : check(value, path);

/** What has no meaning here is taken and forgotten. */
export const anything: Check<unknown> = (value) => value;

export const flag: Check<boolean> = (value, path) => {
  if (typeof value !== "boolean") throw invalid(`${path} has to be true or false`);
  return value;
};

export const text =
  ({ min = 0, max = Infinity }: { min?: number; max?: number } = {}): Check<string> =>
  (value, path) => {
    if (typeof value !== "string") throw invalid(`${path} has to be a string`);
    if (value.length < min || value.length > max)
      throw invalid(`${path} has to be of ${min} to ${max} characters`);
    return value;
  };

export const number =
  ({ min, max = Infinity }: { min: number; max?: number }): Check<number> =>
  (value, path) => {
    if (typeof value !== "number" || !Number.isFinite(value))
      throw invalid(`${path} has to be a number`);
    if (value < min || value > max) throw invalid(`${path} has to be from ${min} to ${max}`);
    return value;
  };

export const integer =
  (range: { min: number; max?: number }): Check<number> =>
  (value, path) => {
    if (!Number.isInteger(value)) throw invalid(`${path} has to be an integer`);
    return number(range)(value, path);
  };

export const oneOf =
  <const T extends string>(...words: readonly T[]): Check<T> =>
  (value, path) => {
    if (!words.includes(value as T)) throw invalid(`${path} has to be one of ${words.join(", ")}`);
    return value as T;
  };

/** RFC 3339: a moment without a zone is none. */
export const time: Check<Date> = (value, path) => {
  const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i;
  const date = new Date(typeof value === "string" && form.test(value) ? value : Number.NaN);
  if (Number.isNaN(date.getTime()))
    throw invalid(`${path} has to be a time such as 2026-01-31T12:00:00Z`);
  return date;
};

export const lsn: Check<string> = (value, path) => {
  if (typeof value !== "string" || !/^[0-9a-f]{1,8}\/[0-9a-f]{1,8}$/i.test(value))
    throw invalid(`${path} has to be an LSN such as 0/1A2B3C4`);
  return value.toUpperCase();
};

export const list =
  <T>(check: Check<T>): Check<T[]> =>
  (value, path) => {
    if (!Array.isArray(value)) throw invalid(`${path} has to be an array`);
    return value.map((element, index) => check(element, `${path}[${index}]`));
  };

export const object =
  <T extends object>(shape: Shape<T>): Check<T> =>
  (value, path) => {
    if (typeof value !== "object" || value === null || Array.isArray(value))
      throw invalid(`${path} has to be an object`);
    const given = value as Record<string, unknown>;
    const unknown = Object.keys(given).find((name) => !Object.hasOwn(shape, name));
    if (unknown !== undefined) throw invalid(`${path} has no property ${unknown}`);
    const checked = Object.entries(shape).map(([name, check]) => [
      name,
      (check as Check<unknown>)(
        Object.hasOwn(given, name) ? given[name] : undefined,
        path === "body" ? name : `${path}.${name}`,
      ),
    ]);
    return Object.fromEntries(checked) as T;
  };
