/** oid, name and oid of the array type, of the types that most results are made of. The numbers are the same in every Postgres. */
const TYPES: readonly (readonly [oid: number, name: string, array: number])[] = [
  [16, "boolean", 1000],
  [17, "bytea", 1001],
  [18, '"char"', 1002],
  [19, "name", 1003],
  [20, "bigint", 1016],
  [21, "smallint", 1005],
  [23, "integer", 1007],
  [24, "regproc", 1008],
  [25, "text", 1009],
  [26, "oid", 1028],
  [28, "xid", 1011],
  [114, "json", 199],
  [142, "xml", 143],
  [600, "point", 1017],
  [603, "box", 1020],
  [650, "cidr", 651],
  [700, "real", 1021],
  [701, "double precision", 1022],
  [790, "money", 791],
  [829, "macaddr", 1040],
  [869, "inet", 1041],
  [1043, "character varying", 1015],
  [1082, "date", 1182],
  [1083, "time without time zone", 1183],
  [1114, "timestamp without time zone", 1115],
  [1184, "timestamp with time zone", 1185],
  [1186, "interval", 1187],
  [1266, "time with time zone", 1270],
  [1700, "numeric", 1231],
  [2205, "regclass", 2210],
  [2206, "regtype", 2211],
  [2249, "record", 2287],
  [2950, "uuid", 2951],
  [3220, "pg_lsn", 3221],
  [3614, "tsvector", 3643],
  [3615, "tsquery", 3645],
  [3802, "jsonb", 3807],
  [3904, "int4range", 3905],
  [3906, "numrange", 3907],
  [3908, "tsrange", 3909],
  [3910, "tstzrange", 3911],
  [3912, "daterange", 3913],
  [3926, "int8range", 3927],
  [4072, "jsonpath", 4073],
];

const names = new Map(
  TYPES.flatMap(([oid, name, array]) => [
    [oid, name],
    [array, `${name}[]`],
  ]),
);
const elements = new Map(TYPES.map(([oid, , array]) => [array, oid]));

/** The element type of a builtin array type. */
export function elementOf(oid: number): number | undefined {
  return elements.get(oid);
}

/** What `format_type` prints for a builtin type with its modifier; undefined where Postgres has to be asked. */
export function builtinName(oid: number, modifier: number): string | undefined {
  if (modifier === -1) return names.get(oid);
  if (oid === 1043) return `character varying(${modifier - 4})`;
  if (oid === 1700) {
    const packed = modifier - 4;
    return `numeric(${(packed >> 16) & 0xffff},${((packed & 0x7ff) ^ 1024) - 1024})`;
  }
  return undefined;
}
