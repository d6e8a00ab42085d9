/** A JSON object whose members are not known yet. */
export type RawObject = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is RawObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function objectAt(raw: RawObject, key: string): RawObject | undefined {
  const value = raw[key];
  return isObject(value) ? value : undefined;
}

export function objectsAt(raw: RawObject, key: string): readonly RawObject[] {
  const value = raw[key];
  return Array.isArray(value) ? value.filter(isObject) : [];
}

export function textAt(raw: RawObject, key: string): string | undefined {
  const value = raw[key];
  return typeof value === "string" ? value : undefined;
}

export function textsAt(raw: RawObject, key: string): readonly string[] {
  const value = raw[key];
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

export function numberAt(raw: RawObject, key: string): number | undefined {
  const value = raw[key];
  return typeof value === "number" ? value : undefined;
}
