import { clipped } from "../../../core/clipped.ts";

const LIMIT = 63;

/**
 * Whether Postgres itself would have chosen this name: `first_second_suffix`, both parts shortened to fit 63 bytes, a
 * number behind it where the name was taken (makeObjectName and ChooseRelationName).
 */
export function isGenerated(name: string, first: string, second: string, suffix: string): boolean {
  if (!name.includes(suffix)) return false;
  const digits = /\d*$/.exec(name)?.[0] ?? "";
  return Array.from({ length: digits.length + 1 }, (_, taken) =>
    generatedName(first, second, suffix + digits.slice(digits.length - taken)),
  ).includes(name);
}

function generatedName(first: string, second: string, suffix: string): string {
  let [a, b] = [Buffer.byteLength(first), Buffer.byteLength(second)];
  const room = LIMIT - suffix.length - 1 - (second === "" ? 0 : 1);
  while (a + b > room) {
    if (a > b) a--;
    else b--;
  }
  return [clipped(first, a), ...(second === "" ? [] : [clipped(second, b)]), suffix].join("_");
}
