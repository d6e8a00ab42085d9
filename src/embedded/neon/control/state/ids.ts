import { randomBytes, randomInt, randomUUID } from "node:crypto";

const ADJECTIVES = (
  "aged autumn bitter blue bold broad calm cold cool crimson damp dark dawn delicate dry " +
  "falling floral fragrant frosty gentle green hidden holy icy late lingering little lively " +
  "long misty morning muddy nameless noisy odd old orange patient plain polished proud " +
  "purple quiet raspy red restless rough round royal shiny shy silent small snowy soft " +
  "solitary spring square steep still summer super sweet tight tiny twilight wandering " +
  "weathered white wild winter wispy withered yellow young"
).split(" ");
const NOUNS = (
  "art band bar base bird block boat bonus bread breeze brook bush butterfly cake cell " +
  "cherry cloud credit darkness dawn dew disk dream dust feather field fire firefly flower " +
  "fog forest frog frost glade glitter grass hall hat haze heart hill king lab lake leaf " +
  "limit math meadow mode moon morning mountain mouse mud night paper pine poetry pond " +
  "queen rain recipe resonance rice river salad scene sea shadow shape silence sky smoke " +
  "snow sound star sun surf term thunder tooth tree truth union unit violet voice water " +
  "wave wildflower wind wood"
).split(" ");

const pick = (words: readonly string[]): string => words[randomInt(words.length)] ?? "";
const words = (): string => `${pick(ADJECTIVES)}-${pick(NOUNS)}`;
const hex = (): string => randomBytes(4).toString("hex");

/** `calm-river-12345678` */
export const projectName = (): string => `${words()}-${randomInt(10_000_000, 100_000_000)}`;
/** Begins with the name where that is made of letters, digits and hyphens. */
export const projectId = (name: string): string =>
  /^[a-z0-9-]{1,40}$/.test(name) ? `${name}-${hex()}` : projectName();
/** `br-calm-river-1a2b3c4d`, and for endpoints and snapshots alike. */
export const branchId = (): string => `br-${words()}-${hex()}`;
export const endpointId = (): string => `ep-${words()}-${hex()}`;
export const snapshotId = (): string => `snap-${words()}-${hex()}`;
let counter = 0;

/** A UUID of version 7 that counts: operations of the same millisecond sort as they were made. */
export function operationId(): string {
  counter = (counter + 1) & 0xfff;
  const time = Date.now().toString(16).padStart(12, "0");
  const [, , , ...rest] = randomUUID().split("-");
  return [
    time.slice(0, 8),
    time.slice(8),
    `7${counter.toString(16).padStart(3, "0")}`,
    ...rest,
  ].join("-");
}

export const databaseId = (): number => randomInt(100_000, 1_000_000_000);
/** As Neon's: `npg_` and letters and digits, more than 60 bits. */
export const password = (): string =>
  `npg_${randomBytes(18).toString("base64url").replaceAll(/[-_]/g, "x")}`;
