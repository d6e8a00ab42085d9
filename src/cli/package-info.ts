import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

export interface PackageInfo {
  readonly name: string;
  readonly version: string;
}

/** Name and version from package.json, found the same way from the sources, from dist/ and from an installed package. */
export function packageInfo(): PackageInfo {
  const path = createRequire(import.meta.url).resolve("#package.json");
  return JSON.parse(readFileSync(path, "utf8")) as PackageInfo;
}
