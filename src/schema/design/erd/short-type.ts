const SHORT: readonly (readonly [RegExp, string])[] = [
  [/^timestamp(\(\d\))? with time zone/, "timestamptz$1"],
  [/^timestamp(\(\d\))? without time zone/, "timestamp$1"],
  [/^time(\(\d\))? with time zone/, "timetz$1"],
  [/^time(\(\d\))? without time zone/, "time$1"],
  [/^character varying/, "varchar"],
  [/^character\b/, "char"],
  [/^bit varying/, "varbit"],
  [/^double precision/, "float8"],
];

/** A type by the name that people write: `timestamptz` for `timestamp with time zone`. */
export const shortType = (type: string): string =>
  SHORT.reduce((text, [long, short]) => text.replace(long, short), type);
