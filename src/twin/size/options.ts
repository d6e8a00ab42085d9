import type { IndexFacts } from "./read/indexes.ts";

/** A storage parameter of the index, as it was written. */
export function optionOf(index: IndexFacts, name: string): string | undefined {
  const option = index.options.find((one) => one.startsWith(`${name}=`));
  return option?.slice(name.length + 1);
}
