const values: Readonly<Record<string, string>> = {
  null_frac: "real",
  avg_width: "int",
  n_distinct: "real",
  most_common_vals: "text",
  most_common_freqs: "real[]",
  histogram_bounds: "text",
  correlation: "real",
  most_common_elems: "text",
  most_common_elem_freqs: "real[]",
  elem_count_histogram: "real[]",
  range_length_histogram: "text",
  range_empty_frac: "real",
  range_bounds_histogram: "text",
};

/** JSON has no `real[]` of an array's text: such values come as text. */
const members = Object.entries(values).map(([name, type]) => ({
  name,
  type,
  read: type === "real[]" ? "text" : type,
}));

/**
 * Restores `pg_statistic` rows of columns and of indexes' expressions, which have no name that is sure to be the same.
 * Without a schema it is a temporary table's.
 */
export const restoreColumns = `
  select r.at, pg_restore_attribute_stats('schemaname', n.nspname::text, 'relname', r.relation,
           'attname', case when r.position is null then r."column" end, 'attnum', r.position, 'inherited', r.inherited,
           ${members.map(({ name, type, read }) => `'${name}', r.${name}${type === read ? "" : `::${type}`}`).join(", ")}) as whole
    from rows from (json_to_recordset($1) as (schema text, relation text, "column" text, position int2, inherited bool,
           ${members.map(({ name, read }) => `${name} ${read}`).join(", ")})) with ordinality
           as r(schema, relation, "column", position, inherited, ${members.map(({ name }) => name).join(", ")}, at)
    join pg_namespace n on n.nspname = coalesce(r.schema,
           (select nspname from pg_namespace where oid = pg_my_temp_schema())::text)
    join pg_class c on c.relnamespace = n.oid and c.relname = r.relation
    join pg_attribute a on a.attrelid = c.oid and not a.attisdropped
     and case when r.position is null then a.attname = r."column" else a.attnum = r.position end`;
