import type { ObjectName } from "../../../postgres/catalog/model/common.ts";
import type { ModelSource, SourceEntity } from "../source.ts";

/** Computes something of a source once: hundreds of tables ask for it thousands of times. */
export function oncePerSource<T>(compute: (source: ModelSource) => T): (source: ModelSource) => T {
  const known = new WeakMap<ModelSource, { readonly value: T }>();
  return (source) => {
    const found = known.get(source) ?? { value: compute(source) };
    known.set(source, found);
    return found.value;
  };
}

/** A key for maps. */
export const keyOf = ({ schema, name }: ObjectName): string => JSON.stringify([schema, name]);

const entitiesByName = oncePerSource(
  ({ entities }) => new Map(entities.map((entity) => [keyOf(entity.table), entity])),
);

/** The entity of a table; undefined where it is no part of the models. */
export const entityNamed = (source: ModelSource, name: ObjectName): SourceEntity | undefined =>
  entitiesByName(source).get(keyOf(name));
