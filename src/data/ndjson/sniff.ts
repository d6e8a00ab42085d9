import type { Source } from "../file/source.ts";
import { readWindows } from "../csv/sample.ts";
import { namedIn, shareOf, type Sniffed } from "../csv/sniff.ts";
import { ToolError } from "../../core/errors.ts";
import { identifier } from "../../core/identifier.ts";
import type { ImportOptions } from "../options.ts";
import { fieldsOf } from "./fields.ts";

const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Keys and values of samples of the file: the keys of all of them are its columns, in the order in which they come, and where there is
 * more than the samples, those that the options name.
 */
export async function sniffNdjson(
  source: Source,
  options: ImportOptions,
): Promise<Omit<Sniffed, "dialect">> {
  const windows = await readWindows(source);
  refuseArray(windows[0]?.bytes);
  const names = new Set<string>();
  const found: Map<string, string | null>[] = [];
  for (const [index, { bytes, whole }] of windows.entries()) {
    const lines = bytes.toString("utf8").split("\n");
    const from = index === 0 ? 0 : 1;
    for (const line of whole ? lines : lines.slice(from, -1)) {
      const fields = read(line);
      if (fields === undefined) continue;
      for (const name of fields.keys()) names.add(name);
      found.push(fields);
    }
  }
  if (names.size === 0)
    throw new ToolError(
      "INVALID_INPUT",
      "No line of the file's beginning is a JSON object.",
      'NDJSON has one object in each line; for CSV give format "csv".',
    );
  const share = shareOf(windows, source);
  // beyond the sample there may be keys that the options know; of a file that was read whole, they would be misspelt
  const unseen = share === 1 ? [] : namedIn(options).filter((name) => !names.has(name));
  const order = [...names, ...new Set(unseen)];
  return {
    newline: 10,
    from: windows[0]?.bytes.subarray(0, 3).equals(BOM) === true ? BOM.length : 0,
    line: 1,
    names: order,
    header: true,
    rows: found.map((fields) => order.map((name) => fields.get(name) ?? null)),
    share,
    questions: [],
    notes:
      share === 1
        ? []
        : [
            "The keys are those of a sample: a row with a value of another one is set aside.",
            ...unseen.map(
              (name) => `No sample has \`${identifier(name)}\`, which the options name.`,
            ),
          ],
  };
}

function refuseArray(head: Buffer | undefined): void {
  if (!/^\ufeff?\s*\[/.test(head?.toString("utf8", 0, 100) ?? "")) return;
  throw new ToolError(
    "INVALID_INPUT",
    "The file is a JSON array; NDJSON has one object in each line.",
    "Write its elements as lines, as `jq -c '.[]' rows.json > rows.ndjson` does, and import those.",
  );
}

function read(line: string): Map<string, string | null> | undefined {
  try {
    return fieldsOf(line.replace(/^\ufeff/, ""));
  } catch {
    // it is told with its line when it is loaded
    return undefined;
  }
}
