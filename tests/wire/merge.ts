/** `left` with what `right` has otherwise than `base`, which both were made from. */
export function merge(base: unknown, left: unknown, right: unknown): unknown {
  if (!isHolder(left) || !isHolder(right))
    return JSON.stringify(right) === JSON.stringify(base) ? left : right;
  const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])];
  const entries = keys.map((key): [string, unknown] => {
    const [old, one, other] = [own(base, key), own(left, key), own(right, key)];
    return [key, merge(old, one ?? other, other ?? one)];
  });
  return Array.isArray(left) ? entries.map(([, item]) => item) : Object.fromEntries(entries);
}

type Holder = Readonly<Record<string, unknown>>;
const isHolder = (value: unknown): value is Holder => typeof value === "object" && value !== null;
/** Not what every object has: a payload is the name of that. */
const own = (value: unknown, key: string): unknown =>
  isHolder(value) && Object.hasOwn(value, key) ? value[key] : undefined;
