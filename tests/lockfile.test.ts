import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";

interface Locked {
  readonly resolved?: string;
  readonly optionalDependencies?: Record<string, string>;
}

describe.each([
  "../package-lock.json",
  "formats/package-lock.json",
  "stacks/package-lock.json",
  "clients/package-lock.json",
  "clients/large/package-lock.json",
])("%s", (file) => {
  const path = resolve(import.meta.dirname, file);
  const { packages } = JSON.parse(readFileSync(path, "utf8")) as {
    packages: Record<string, Locked>;
  };

  test("the lock file names every optional package, also those of other platforms", () => {
    // npm leaves out those that the registry it was run with does not have, and `npm ci` then refuses to install anything
    const names = new Set(
      Object.keys(packages).map((key) => key.slice(key.lastIndexOf("node_modules/") + 13)),
    );
    const wanted = Object.values(packages).flatMap(({ optionalDependencies = {} }) =>
      Object.keys(optionalDependencies),
    );
    expect(wanted.length).toBeGreaterThan(0);
    expect(
      wanted.filter((name) => !names.has(name)),
      "add them to package-lock.json with version, os and cpu",
    ).toEqual([]);
  });

  test("the lock file carries no download address", () => {
    expect(Object.keys(packages).filter((key) => packages[key]?.resolved !== undefined)).toEqual(
      [],
    );
  });
});
