import { realpathSync } from "node:fs";
import { homedir, userInfo } from "node:os";
import { isAbsolute, resolve } from "node:path";
import { applyPlan } from "../../agents/apply.ts";
import type { Client, Place } from "../../agents/client.ts";
import { clients } from "../../agents/clients/index.ts";
import { describePlan } from "../../agents/describe.ts";
import { detectClients } from "../../agents/detect.ts";
import { planInstall } from "../../agents/install.ts";
import { isUnfinished } from "../../agents/lock.ts";
import { loadPersonas } from "../../agents/personas.ts";
import type { Plan } from "../../agents/plan.ts";
import { type Record, printRecord, readRecord } from "../../agents/record.ts";
import { planRemove } from "../../agents/remove.ts";
import { serverOf } from "../../agents/server.ts";
import { loadSkills } from "../../agents/skills.ts";
import { mustBeWritable } from "../../agents/writable.ts";
import { ConfigError } from "../../config.ts";
import { ToolError } from "../../core/errors.ts";
import { oneLine } from "../../core/identifier.ts";
import { agreed } from "./agreed.ts";
import { type AgentsArguments, readAgentsArguments } from "./arguments.ts";

/** What follows an installation. Clients ask before they run what a project brings, when they are opened in it and not when they only list it. */
const NEXT = {
  project:
    "Open the client anew in this folder and agree to the server where it asks. `neon-dba agents remove` undoes it.",
  user: "Open the client anew. `neon-dba agents remove --scope user` undoes it.",
} as const;

/** `neon-dba agents install|remove|status`. Returns whether all went well; errors about files are told, not thrown. */
export async function agents(argv: readonly string[], env: NodeJS.ProcessEnv): Promise<boolean> {
  const given = readAgentsArguments(argv);
  const place = placeOf(given, env);
  try {
    const record = await readRecord(place);
    const chosen = choose(given, place, record);
    if (given.action === "status") return await tellStatus(place, record, chosen);
    const plan =
      given.action === "remove"
        ? await planRemove(
            place,
            record,
            chosen.map(({ name }) => name),
          )
        : await planInstall(place, record, {
            clients: chosen,
            personas: loadPersonas(),
            skills: loadSkills(),
            server: serverOf(given.variables),
          });
    return await carryOut(given, place, record, plan, chosen);
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    process.stderr.write(`neon-dba: ${error.code} ${error.message} ${error.next}\n`);
    return false;
  }
}

function placeOf({ scope }: AgentsArguments, env: NodeJS.ProcessEnv): Place {
  // HOME may be empty: the user's files do not belong into the current folder
  const home = isAbsolute(homedir()) ? resolve(homedir()) : userInfo().homedir;
  const root = scope === "user" ? home : process.cwd();
  if (scope === "project" && real(root) === real(home))
    throw new ConfigError(
      "This is the home directory; say --scope user, or run it in the folder of a project.",
    );
  return { scope, root, home, platform: process.platform, env };
}

/** Homes are links on some systems, and need not be there. */
function real(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}

/** Those that are named; otherwise what is recorded, or for an installation what is there. */
function choose(
  { action, clients: named }: AgentsArguments,
  place: Place,
  record: Record,
): Client[] {
  if (named.length > 0) return clients.filter(({ name }) => named.includes(name));
  const recorded = [...Object.values(record.files), ...Object.values(record.merged)];
  const known = clients.filter(({ name }) => recorded.some(({ client }) => client === name));
  if (action !== "install") return known;
  const found = detectClients(place);
  if (found.length > 0) return found;
  throw new ToolError(
    "NOT_FOUND",
    "None of the clients it knows is here.",
    `Name one: --client ${clients.map(({ name }) => name).join("|")}.`,
  );
}

async function carryOut(
  { action, yes, dryRun }: AgentsArguments,
  place: Place,
  record: Record,
  plan: Plan,
  chosen: readonly Client[],
): Promise<boolean> {
  const say = (text: string): void => void process.stdout.write(`${text}\n`);
  for (const line of plan.kept) say(`kept     ${oneLine(line)}`);
  const titles = chosen.map(({ title }) => title).join(", ");
  if (plan.steps.length === 0) {
    const isNews = printRecord(plan.afterwards) !== printRecord(record);
    if (!dryRun && (isNews || (await isUnfinished(place)))) await applyPlan(place, plan);
    say(`Nothing to do${titles === "" ? "" : ` for ${titles}`}.`);
    return true;
  }
  await mustBeWritable(place, plan.steps);
  say(describePlan(place, plan));
  if (dryRun) return true;
  if (
    !yes &&
    !(await agreed(`${action === "remove" ? "Remove" : "Install"} this for ${titles}?`))
  ) {
    const nobody = process.stdin.isTTY ? "" : " Nobody is there to be asked: agree with --yes.";
    say(`Nothing was changed.${nobody}`);
    return false;
  }
  await applyPlan(place, plan);
  say(
    action === "remove"
      ? `Removed from ${titles}.`
      : `Installed for ${titles}. ${NEXT[place.scope]}`,
  );
  return true;
}

/** As if it were the only one: what a client shares with another by a link is its own too. */
function ofClient(record: Record, { name }: Client): Record {
  const files = Object.entries(record.files).filter(([, { client }]) => client === name);
  return { ...record, files: Object.fromEntries(files) };
}

async function tellStatus(
  place: Place,
  record: Record,
  chosen: readonly Client[],
): Promise<boolean> {
  for (const client of chosen) {
    const { steps, kept } = await planRemove(place, ofClient(record, client), [client.name]);
    const state = kept.length === 0 ? "as installed" : `${kept.length} edited`;
    process.stdout.write(`${client.title.padEnd(12)} ${steps.length} files, ${state}\n`);
    for (const line of kept) process.stdout.write(`${" ".repeat(13)}${oneLine(line)}\n`);
  }
  if (chosen.length === 0) process.stdout.write("Nothing is installed here.\n");
  return true;
}
