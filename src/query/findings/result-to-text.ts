import { short } from "../plan/figures.ts";
import type { FindingRule } from "./rule.ts";
import { count, rowsOut } from "./support.ts";

/** Milliseconds below which nobody waits for a result. */
const noticeable = 10;

export const resultToText: FindingRule = {
  id: "result-to-text",
  title: "Most of the time makes the result's text",
  condition: "Turning the result into text takes at least 10 ms and half of the execution.",
  effect:
    "Large values are fetched from their TOAST table, decompressed, printed and sent, whether the caller reads them or not.",
  workaround: "Name the columns that are read instead of all, and take parts of large values.",
  sources: [
    "https://www.postgresql.org/docs/18/sql-explain.html",
    "https://www.postgresql.org/docs/18/storage-toast.html",
  ],
  since: 17,
  *check({ plan }) {
    const { serializationMs = 0, serializedKb = 0, executionMs = 0, root } = plan;
    if (serializationMs < noticeable || serializationMs < executionMs / 2) return;
    yield {
      level: "info",
      node: root,
      object: "result",
      message: `Turning ${count(rowsOut(root))} rows into ${count(serializedKb)} kB of text took ${short(serializationMs)} of ${short(executionMs)} ms; sending them comes on top. Name the columns that are read instead of \`*\`, leave large ones to a second query by key, or take a part of them: \`left(body, 200)\`, \`doc -> 'key'\`.`,
      evidence: "measured",
      weight: Math.min(1, serializationMs / executionMs),
    };
  },
};
