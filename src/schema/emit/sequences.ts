import type { Catalog, Sequence } from "../../postgres/catalog/model/catalog.ts";
import type { SequenceOptions } from "../../postgres/catalog/model/common.ts";
import { quoteIdentifier } from "../../sql/quote.ts";
import { rank } from "../item.ts";
import type { Item } from "../item.ts";
import { key as keyFor, keyOf } from "../key.ts";
import { comment, nameOf } from "../text.ts";

/** A column's default needs the sequence, and the sequence's owner is the column: the owner is set afterwards. */
export function sequenceItems(catalog: Catalog): Item[] {
  return catalog.sequences.flatMap((sequence) => [sequenceItem(sequence), ...ownerItem(sequence)]);
}

/**
 * Tables that own a sequence and are unlogged, in a Postgres whose sequences cannot be: they become unlogged when they own it,
 * because in a later Postgres the sequence then does, too.
 */
export function unloggedLater(catalog: Catalog): ReadonlySet<string> {
  if (catalog.version >= 150000) return new Set();
  return new Set(
    catalog.sequences.flatMap(({ ownedBy }) => (ownedBy === null ? [] : [nameOf(ownedBy.table)])),
  );
}

function sequenceItem(sequence: Sequence): Item {
  const name = nameOf(sequence);
  const unlogged = sequence.unlogged ? "UNLOGGED " : "";
  return {
    key: keyOf("sequence", sequence),
    object: `sequence ${name}`,
    rank: rank.sequence,
    reads: [],
    needs: [keyFor("schema", sequence.schema)],
    statements: [
      `CREATE ${unlogged}SEQUENCE ${name} AS ${sequence.type} ${sequenceOptions(sequence)}`,
      ...comment(`SEQUENCE ${name}`, sequence.comment),
    ],
  };
}

function ownerItem(sequence: Sequence): Item[] {
  const { ownedBy } = sequence;
  if (ownedBy === null) return [];
  const key = keyOf("step", sequence, "owned by");
  const object = `sequence ${nameOf(sequence)}`;
  const column = `${nameOf(ownedBy.table)}.${quoteIdentifier(ownedBy.column)}`;
  const needs = [keyOf("sequence", sequence), keyOf("relation", ownedBy.table)];
  const statements = [`ALTER SEQUENCE ${nameOf(sequence)} OWNED BY ${column}`];
  return [{ key, object, rank: rank.sequenceOwner, needs, statements }];
}

export function sequenceOptions(options: SequenceOptions): string {
  const { start, increment, min, max, cache, cycle } = options;
  const words = `START WITH ${start} INCREMENT BY ${increment} MINVALUE ${min} MAXVALUE ${max} CACHE ${cache}`;
  return cycle ? `${words} CYCLE` : words;
}
