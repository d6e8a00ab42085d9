import type { ObjectName } from "../../postgres/catalog/model/common.ts";
import { camelCase, pascalCase, singular, wordsOf } from "./words.ts";

/** Hands out names that differ in more than case and underscores, as the formats write them in several cases. */
export interface Names {
  /** The first of the candidates that is free, or the last with a number. */
  take(candidates: readonly string[]): string;
}

export function namesBesides(reserved: Iterable<string>): Names {
  const taken = new Set(Array.from(reserved, plain));
  return {
    take(candidates) {
      const last = candidates.at(-1) ?? "unnamed";
      for (let number = 2, name = candidates.find(free) ?? last; ; number++) {
        if (free(name)) {
          taken.add(plain(name));
          return name;
        }
        name = `${last}${number}`;
      }
    },
  };

  function free(name: string): boolean {
    return !taken.has(plain(name));
  }
}

const plain = (name: string): string => name.toLowerCase().replaceAll("_", "");

/** What the languages, and the libraries that the files import from, call something else. */
const reservedTypes =
  "Any Array Base BaseModel BigInt BigInteger Boolean Buffer Check CheckConstraint Circle Column ColumnType Computed Database Date Decimal Enum " +
  "Error Exception False Field Float ForeignKey Function Generated GeneratedAlways Identity Index Insertable Integer Interval JSON Json JsonInput List Literal Map " +
  "MetaData Model None Null Number Numeric Object Optional Point Prisma Promise Proxy Record RegExp Relationship Schema Select Selectable " +
  "Sequence Session Set SQLModel String Symbol Table Text Time Timestamp True Tuple Type Undefined UniqueConstraint Updateable UUID View Void " +
  "Async Await Break Case Catch Class Const Continue Def Default Del Delete Do Elif Else Except Export Extends Finally For From Global " +
  "If Import In Instanceof Is Lambda New Nonlocal Not Or Pass Raise Return Super Switch This Throw Try Typeof Var While With Yield";

/** PascalCase names of tables, views and enums: singular, without a schema where that is not needed. */
export function typeNames(
  objects: readonly (ObjectName & { readonly role: "Model" | "Enum" })[],
): Map<string, string> {
  const names = namesBesides(reservedTypes.split(" "));
  const given = new Map<string, string>();
  // those of `public` have the first choice
  const inOrder = objects.toSorted(
    (a, b) => Number(b.schema === "public") - Number(a.schema === "public"),
  );
  for (const { schema, name, role } of inOrder) {
    const [own, where] = [words(name, role), words(schema, "Schema")];
    const one = pascalCase(role === "Model" ? singular(own) : own);
    const candidates = [one, `${pascalCase(where)}${one}`, `${one}${role}`];
    given.set(
      JSON.stringify([schema, name]),
      names.take(schema === "public" ? [one, `${one}${role}`] : candidates),
    );
  }
  return given;
}

/** Properties that objects of the languages have by themselves. */
const reservedProperties =
  "constructor prototype __proto__ hasOwnProperty toString valueOf metadata registry";

/** camelCase names of the columns of one table, and what is left for its relations. */
export function propertyNames(columns: readonly string[]): { of: string[]; left: Names } {
  const names = namesBesides(reservedProperties.split(" "));
  const of = columns.map((column) => {
    const name = camelCase(words(column, "Column"));
    return names.take([name, `${name}Column`]);
  });
  return { of, left: names };
}

/** Words of which the first begins with a letter. */
function words(name: string, fallback: string): string[] {
  const found = wordsOf(name);
  return /^[a-z]/.test(found[0] ?? "") ? found : [fallback.toLowerCase(), ...found];
}
