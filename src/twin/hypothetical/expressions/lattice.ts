/** How the values of a type are whole numbers, so that those between two of them can be named. */
export interface Lattice {
  read(text: string): bigint | undefined;
  print(position: bigint): string;
}

/** For numbers and times; undefined for other types, and where a value has no place among the others (infinity, NaN, years before 1). */
export function latticeOf(type: string, values: readonly string[]): Lattice | undefined {
  const lattice = NUMBERS.has(type) ? decimals(values) : TIMES.has(type) ? times(type) : undefined;
  return values.every((value) => lattice?.read(value) !== undefined) ? lattice : undefined;
}

const NUMBERS = new Set(["int2", "int4", "int8", "numeric", "float4", "float8"]);
const TIMES = new Set(["date", "timestamp", "timestamptz"]);

/** As many digits after the point as the longest of them has. */
function decimals(values: readonly string[]): Lattice {
  const places = Math.max(0, ...values.map((value) => (value.split(".")[1] ?? "").length));
  return {
    read(text) {
      const [, sign = "", whole = "", part = ""] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
      return whole === "" ? undefined : BigInt(sign + whole + part.padEnd(places, "0"));
    },
    print(position) {
      const digits = String(position < 0 ? -position : position).padStart(places + 1, "0");
      const point = digits.length - places;
      const part = places === 0 ? "" : `.${digits.slice(point)}`;
      return `${position < 0 ? "-" : ""}${digits.slice(0, point)}${part}`;
    },
  };
}

const TIME = /^(\d{4}-\d\d-\d\d)(?: (\d\d:\d\d:\d\d)(?:\.(\d+))?(?:\+00)?)?$/;

/** Microseconds from 1970 on, of times as ISO prints them in UTC. */
function times(type: string): Lattice {
  return {
    read(text) {
      const [, day, time = "00:00:00", part = ""] = TIME.exec(text) ?? [];
      if (day === undefined) return undefined;
      return BigInt(Date.parse(`${day}T${time}Z`)) * 1000n + BigInt(part.padEnd(6, "0"));
    },
    print(position) {
      const part = ((position % 1_000_000n) + 1_000_000n) % 1_000_000n;
      const iso = new Date(Number((position - part) / 1000n)).toISOString();
      if (type === "date") return iso.slice(0, 10);
      const zone = type === "timestamptz" ? "+00" : "";
      return `${iso.slice(0, 10)} ${iso.slice(11, 19)}.${String(part).padStart(6, "0")}${zone}`;
    },
  };
}
