import type { OtherObject } from "../../../postgres/catalog/model/catalog.ts";
import { isFields } from "../../../sql/walk.ts";

/** Options of foreign data; values that may be secret are blotted out where they are read. */
export function optionsOf({ properties }: OtherObject): Record<string, string> {
  const options = properties["options"];
  if (!isFields(options)) return {};
  return Object.fromEntries(
    Object.entries(options).flatMap(([name, value]) =>
      typeof value === "string" ? [[name, value]] : [],
    ),
  );
}
