/**
 * What the JSON reports of a Vitest suite count: `node .ci/counts.mjs FIRST [AGAIN]`, where AGAIN is of the files alone that failed first.
 * Prints the tests that passed and those that failed, a file that broke before its tests being one; then the files that failed; then each
 * test that failed first and not again.
 */
import { readFileSync } from "node:fs";
import { relative } from "node:path";

const [first, again] = process.argv.slice(2).map((path) => {
  const { testResults } = JSON.parse(readFileSync(path, "utf8"));
  return new Map(testResults.map((file) => [relative(".", file.name), file]));
});

const failures = ({ status, assertionResults }) =>
  status === "failed" && assertionResults.length === 0
    ? ["(did not load)"]
    : assertionResults
        .filter((test) => test.status === "failed")
        .map(({ fullName }) => fullName);

const files = new Map([...first, ...(again ?? [])]);
const passed = [...files.values()]
  .flatMap(({ assertionResults }) => assertionResults)
  .filter(({ status }) => status === "passed").length;
const failed = [...files.values()].flatMap(failures).length;
const broken = [...files].filter(([, { status }]) => status === "failed").map(([path]) => path);
const unsteady = [...(again ?? [])].flatMap(([path, file]) =>
  failures(first.get(path))
    .filter((name) => !failures(file).includes(name))
    .map((name) => `${path} > ${name}`),
);
console.log([`${passed} ${failed}`, broken.join(" "), ...unsteady].join("\n"));
