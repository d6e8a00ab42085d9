import type { Catalog } from "../../postgres/catalog/model/catalog.ts";
import type { EnumType } from "../../postgres/catalog/model/type.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { suggestRenames } from "../difference/suggest-renames.ts";
import type { Renames } from "../difference/renames.ts";
import { nameOf } from "../text.ts";

/** Something that may have been renamed. */
export interface RenameQuestion {
  readonly kind: "table" | "column" | "label" | "type";
  /** Qualified and quoted, as the key of a rename. */
  readonly from: string;
  /** The new name alone. */
  readonly to: string;
}

/** What looks renamed and is not answered yet: to drop and to make loses rows, values, or the order of labels. */
export function questionsOf(a: Catalog, b: Catalog, answers: Renames): RenameQuestion[] {
  return [...suggestRenames(a, b), ...labels(a, b), ...types(a, b)].filter(
    ({ from }) => answers[from] === undefined,
  );
}

const enums = ({ types: all }: Catalog): EnumType[] =>
  all.filter((type): type is EnumType => type.kind === "enum");

/** One label that is otherwise, in its place. */
function labels(a: Catalog, b: Catalog): RenameQuestion[] {
  return enums(a).flatMap((type): RenameQuestion[] => {
    const other = enums(b).find((one) => nameOf(one) === nameOf(type));
    if (other === undefined || other.labels.length !== type.labels.length) return [];
    const changed = type.labels.flatMap((label, at) => {
      const to = other.labels[at];
      return to === undefined || to === label ? [] : [{ label, to }];
    });
    const [only] = changed;
    if (only === undefined || changed.length > 1) return [];
    const from = `${nameOf(type)}.${quoteIdentifier(only.label)}`;
    return [{ kind: "label", from, to: only.to }];
  });
}

/** An enum with the same labels under another name. */
function types(a: Catalog, b: Catalog): RenameQuestion[] {
  const missing = (of: Catalog, others: Catalog): EnumType[] =>
    enums(of).filter((type) => !others.types.some((one) => nameOf(one) === nameOf(type)));
  const come = missing(b, a);
  return missing(a, b).flatMap((type): RenameQuestion[] => {
    const alike = come.filter(
      ({ schema, labels: list }) =>
        schema === type.schema && JSON.stringify(list) === JSON.stringify(type.labels),
    );
    const [only] = alike;
    return only === undefined || alike.length > 1
      ? []
      : [{ kind: "type", from: nameOf(type), to: only.name }];
  });
}
