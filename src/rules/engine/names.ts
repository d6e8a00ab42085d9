import { identifier } from "../../core/identifier.ts";
import type { ObjectName } from "../../postgres/catalog/model/common.ts";
import type { Routine } from "../../postgres/catalog/model/routine.ts";
import { qualified, quoteIdentifier } from "../../sql/quote.ts";

export const nameOf = ({ schema, name }: ObjectName): string => qualified(schema, name);

/** A role as it is called in findings. */
export const roleName = (name: string): string => `role ${quoteIdentifier(name)}`;

export const signatureOf = ({ schema, name, identity }: Routine): string =>
  `${qualified(schema, name)}(${identity})`;

/** Names in our sentences. */
export const code = (name: string): string => `\`${identifier(name)}\``;

/** `a`, `b` and `c`; of many only the first. */
export function listed(names: readonly string[], most = 4): string {
  const shown = names.slice(0, most).map(code);
  const more = names.length - shown.length;
  if (more > 0) return `${shown.join(", ")} and ${more} more`;
  if (shown.length < 2) return shown.join("");
  return `${shown.slice(0, -1).join(", ")} and ${shown.at(-1) ?? ""}`;
}
