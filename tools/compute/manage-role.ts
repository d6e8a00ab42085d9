import * as z from "zod";
import { mustFit } from "../../src/core/action.ts";
import { identifier } from "../../src/core/identifier.ts";
import { once } from "../../src/core/once.ts";
import { defineTool } from "../../src/core/tool.ts";

const implementation = once(() => import("../../src/compute/role.ts"));
const login = once(() => import("../../src/postgres/log-in.ts"));

const done = {
  list: "There is",
  create: "Created",
  rotate_password: "Changed the password of",
  rename: "Renamed to",
  drop: "Dropped",
} as const;

/** Gets the connection string with a new password. */
const Entry = z.strictObject({
  file: z.string(),
  variable: z.string(),
  database: z.string().optional(),
  connection: z.enum(["pooled", "direct"]).default("pooled"),
});

const action = z.enum(["list", "create", "rotate_password", "rename", "drop"]);

const fields = {
  list: [],
  create: ["name", "via", "to"],
  rotate_password: ["name", "to"],
  rename: ["name", "new_name"],
  drop: ["name", "reassign_to"],
} as const;

export const manageRole = defineTool({
  name: "manage_role",
  title: "Manage roles",
  description: "Roles of a branch. New passwords go to a file.",
  effect: "destroy",
  alsoReads: true,
  input: z.object({
    action,
    name: z.string().max(63).optional().describe("Of the role."),
    project: z.string().optional(),
    branch: z.string().optional(),
    new_name: z.string().max(63).optional().describe("To rename."),
    via: z.enum(["api", "sql"]).optional().describe("sql: without rights, held to RLS."),
    to: z
      .record(z.string(), z.unknown())
      .pipe(Entry)
      .optional()
      .describe(
        '{"file":".env","variable":"DATABASE_URL"}, database?, connection: "pooled"|"direct"',
      ),
    reassign_to: z.string().optional().describe("Gets what a dropped role owns."),
    confirm_token: z.string().optional(),
  }),
  output: z.object({
    action,
    name: z.string().optional(),
    roles: z
      .array(
        z.object({
          name: z.string(),
          login: z.boolean(),
          bypasses_rls: z.boolean(),
          superuser: z.boolean(),
          createrole: z.boolean(),
          createdb: z.boolean(),
          made_by_api: z.boolean(),
          member_of: z.array(z.string()),
          sessions: z.number(),
          owns: z.array(z.object({ database: z.string(), objects: z.number() })),
          databases: z.array(z.string()).describe("That it owns."),
        }),
      )
      .describe("The one that was changed, or all that there are."),
    written: z
      .object({ file: z.string(), variable: z.string(), connection: z.string() })
      .optional(),
    password: z.string().optional(),
    logs_in: z.boolean().optional().describe("Measured, with the new password."),
    old_refused: z.boolean().optional().describe("Measured, with the old password."),
    notes: z.array(z.string()),
  }),
  untrusted: ["name", "roles"],
  lists: ["roles"],
  reveals: ["password"],

  async run(input, deps, call) {
    mustFit(input, fields);
    const { logIn } = await login();
    const outcome = await (await implementation()).manageRole(input, deps, call, logIn);
    const { roles, written, password, logsIn, oldRefused, notes } = outcome;
    const name = input.action === "rename" ? input.new_name : input.name;
    return {
      action: input.action,
      ...(name === undefined ? {} : { name }),
      roles: roles.map((role) => ({
        name: role.name,
        login: role.login,
        bypasses_rls: role.bypassrls || role.superuser,
        superuser: role.superuser,
        createrole: role.createrole,
        createdb: role.createdb,
        made_by_api: role.api,
        member_of: [...role.member_of],
        sessions: role.sessions,
        owns: [...role.owns],
        databases: [...role.databases],
      })),
      ...(written === undefined ? {} : { written }),
      ...(password === undefined ? {} : { password }),
      ...(logsIn === undefined ? {} : { logs_in: logsIn }),
      ...(oldRefused === undefined ? {} : { old_refused: oldRefused }),
      notes: [...notes],
    };
  },

  render(outcome) {
    const { roles, written, password, logs_in: logsIn, old_refused: oldRefused, notes } = outcome;
    const lines = roles.map((role) => {
      const objects = role.owns.reduce((sum, each) => sum + each.objects, 0);
      const words = [
        role.login ? "may log in" : "may not log in",
        ...(role.superuser ? ["superuser"] : []),
        role.bypasses_rls ? "bypasses RLS" : "held to RLS",
        ...(role.made_by_api ? ["made by the API"] : []),
        ...(role.createrole ? ["createrole"] : []),
        ...(role.createdb ? ["createdb"] : []),
        ...(role.member_of.length === 0
          ? []
          : [`member of ${role.member_of.map(identifier).join(", ")}`]),
        ...(role.databases.length === 0
          ? []
          : [`owns database ${role.databases.map(identifier).join(", ")}`]),
        ...(objects === 0 ? [] : [`owns ${objects} ${objects === 1 ? "object" : "objects"}`]),
        `${role.sessions} sessions`,
      ];
      return `${identifier(role.name)}  ${words.join(", ")}`;
    });
    const head =
      outcome.action === "list"
        ? `${roles.length} ${roles.length === 1 ? "role" : "roles"}.`
        : `${done[outcome.action]} role ${identifier(outcome.name ?? "")}.`;
    const parts = [
      head,
      ...(written === undefined
        ? []
        : [`Its ${written.connection} URL is ${written.variable} in ${identifier(written.file)}.`]),
      ...(password === undefined ? [] : [`Password: ${password}`]),
      ...(logsIn === undefined
        ? []
        : [
            `Measured: the new password ${logsIn ? "lets in" : "does not let in"}${oldRefused === undefined ? "" : oldRefused ? ", the old one is refused" : ", the old one STILL lets in"}.`,
          ]),
    ];
    return { head: parts.join(" "), data: lines.join("\n"), next: notes.join(" ") };
  },
});
