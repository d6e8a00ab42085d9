import * as z from "zod";
import { mustFit } from "../../src/core/action.ts";
import { bytesText } from "../../src/core/bytes.ts";
import { identifier } from "../../src/core/identifier.ts";
import { once } from "../../src/core/once.ts";
import { defineTool } from "../../src/core/tool.ts";

const implementation = once(() => import("../../src/compute/database.ts"));

const done = {
  list: "There",
  create: "Created",
  rename: "Renamed to",
  set_owner: "Set the owner of",
  drop: "Dropped",
} as const;

const fields = {
  list: [],
  create: ["name", "owner"],
  rename: ["name", "new_name"],
  set_owner: ["name", "owner"],
  drop: ["name"],
} as const;

/** The API may take a NUL in the name of a database, which then cannot be made. */
const Name = z
  .string()
  .max(63)
  .refine((name) => !name.includes("\0"), "No name in Postgres holds NUL");

export const manageDatabase = defineTool({
  name: "manage_database",
  title: "Manage databases",
  description: "Databases of a branch.",
  effect: "destroy",
  alsoReads: true,
  input: z.object({
    action: z.enum(["list", "create", "rename", "set_owner", "drop"]),
    name: Name.optional().describe("Of the database."),
    project: z.string().optional(),
    branch: z.string().optional(),
    new_name: Name.optional().describe("To rename."),
    owner: Name.optional().describe("A role."),
    confirm_token: z.string().optional(),
  }),
  output: z.object({
    action: z.enum(["list", "create", "rename", "set_owner", "drop"]),
    name: z.string().optional(),
    databases: z
      .array(
        z.object({
          name: z.string(),
          owner: z.string(),
          bytes: z.number().nullable(),
          sessions: z.number(),
          users: z.array(z.string()),
        }),
      )
      .describe("The one that was changed, or all that there are."),
    notes: z.array(z.string()),
  }),
  untrusted: ["name", "databases"],
  lists: ["databases"],

  async run(input, deps, call) {
    mustFit(input, fields);
    const { databases, notes } = await (await implementation()).manageDatabase(input, deps, call);
    const { action, name, new_name: newName } = input;
    return {
      action,
      ...(name === undefined ? {} : { name: action === "rename" ? newName : name }),
      databases: databases.map(({ name: each, owner, bytes, sessions, users }) => ({
        name: each,
        owner,
        bytes,
        sessions,
        users: [...users],
      })),
      notes: [...notes],
    };
  },

  render({ action, name, databases, notes }) {
    const lines = databases.map(({ name: each, owner, bytes, sessions }) => {
      const size = bytes === null ? "" : `, ${bytesText(bytes)}`;
      return `${identifier(each)}  owner ${identifier(owner)}${size}, ${sessions} sessions`;
    });
    return {
      head:
        action === "list"
          ? `${databases.length} ${databases.length === 1 ? "database" : "databases"}.`
          : `${done[action]} database ${identifier(name ?? "")}.`,
      data: lines.join("\n"),
      next: notes.join(" "),
    };
  },
});
