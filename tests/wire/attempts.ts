import type { Tool } from "../../src/core/tool.ts";
import { examples, smaller, together } from "./examples.ts";
import { merge } from "./merge.ts";
import { payloads } from "./payloads.ts";
import { type StringPlace, stringPlaces, stringsOf } from "./string-places.ts";

type Args = Readonly<Record<string, unknown>>;
type Places = ReadonlyMap<string, StringPlace>;

export interface Attempt {
  readonly tool: string;
  /** Where the payload is. */
  readonly paths: readonly string[];
  readonly what: string;
  readonly args: Record<string, unknown>;
  /** Each place by itself, where there are several: a refusal of one says nothing of the others. */
  readonly singly: readonly Attempt[];
}

/** Every payload in every place of a tool that may hold a string. */
export function attemptsOn(tool: Tool): Attempt[] {
  const made = new Set<string>();
  const isNew = ({ args }: Attempt): boolean => made.size < made.add(JSON.stringify(args)).size;
  return (examples[tool.name] ?? [{}])
    .flatMap((base, n) => {
      // what no example has, once
      const known = new Map([
        ...(n === 0 ? byPath(stringPlaces(tool).filter((place) => !hasOne(base, place))) : []),
        ...placesOf(base),
      ]);
      const groups = together[tool.name] ?? [];
      const alone = [...known.keys()].filter((path) => !groups.flat().includes(path));
      return [...(n === 0 ? groups : []), ...alone.map((path) => [path])].flatMap((paths) => {
        const less = smaller[tool.name]?.[paths.join()];
        return less === undefined
          ? inOneCall(tool.name, base, at(known, paths))
          : inOneCall(tool.name, less, at(placesOf(less), paths));
      });
    })
    .filter(isNew);
}

/** Whether the place is any value of a record, of which the example has one. */
const hasOne = (base: Args, { path }: StringPlace): boolean =>
  path.endsWith(".*") &&
  [...placesOf(base).keys()].some((known) => known.startsWith(path.slice(0, -1)));

const byPath = (places: readonly StringPlace[]): Places =>
  new Map(places.map((place) => [place.path, place]));
const placesOf = (example: Args): Places => byPath(stringsOf(example));

function at(known: Places, paths: readonly string[]): StringPlace[] {
  return paths.map((path) => {
    const place = known.get(path);
    if (place === undefined) throw new Error(`There is no place ${path}`);
    return place;
  });
}

/** For each payload a call that has it in all the places. */
function inOneCall(tool: string, base: Args, places: readonly StringPlace[]): Attempt[] {
  return Object.entries(payloads).map(([what, payload]) => {
    const each = places.map(({ path, field, build }): Attempt => {
      const args = { ...base, [field]: build(payload) };
      return { tool, paths: [path], what, args, singly: [] };
    });
    const [one] = each;
    if (one !== undefined && each.length === 1) return one;
    const args = each.reduce<unknown>((all, single) => merge(base, all, single.args), base);
    const paths = each.map(({ paths: [path = ""] }) => path);
    return { tool, paths, what, args: args as Record<string, unknown>, singly: each };
  });
}
