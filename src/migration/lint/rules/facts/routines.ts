import type { Catalog } from "../../../../postgres/catalog/model/catalog.ts";
import type { Routine } from "../../../../postgres/catalog/model/routine.ts";
import { qualified } from "../../../../sql/quote.ts";

/** As ALTER FUNCTION takes it. */
export const signatureOf = ({ schema, name, identity }: Routine): string =>
  `${qualified(schema, name)}(${identity})`;

/** Whether a call of the one finds the other: the names of arguments may differ. */
export function hasSignature({ routines }: Catalog, wanted: Routine): boolean {
  return routines.some(
    ({ schema, name, identity }) =>
      schema === wanted.schema && name === wanted.name && sameTypes(identity, wanted.identity),
  );
}

function sameTypes(a: string, b: string): boolean {
  const [left, right] = [a.split(", "), b.split(", ")];
  return (
    left.length === right.length &&
    left.every((argument, at) => {
      const other = right[at] ?? "";
      return [argument, unnamed(argument)].some((one) => one === other || one === unnamed(other));
    })
  );
}

const unnamed = (argument: string): string => argument.replace(/^\S+ /, "");
