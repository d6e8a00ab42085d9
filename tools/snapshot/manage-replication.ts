import * as z from "zod";
import { mustFit } from "../../src/core/action.ts";
import { Finding } from "../../src/core/finding.ts";
import { once } from "../../src/core/once.ts";
import { Target } from "../../src/core/target.ts";
import { defineTool } from "../../src/core/tool.ts";
import { actions } from "../../src/replication/request.ts";
import { replicationText } from "../../src/replication/text.ts";

const implementation = once(() => import("../../src/replication/manage.ts"));

const Texts = z.array(z.string());

const fields = {
  status: ["url_variable"],
  enable: [],
  create_publication: ["name", "tables", "operations"],
  drop_publication: ["name"],
  create_slot: ["name"],
  drop_slot: ["name"],
  subscribe: ["name", "publication", "url_variable"],
  refresh_subscription: ["name"],
  drop_subscription: ["name"],
} as const;

export const manageReplication = defineTool({
  name: "manage_replication",
  title: "Manage logical replication",
  description: "Logical replication: publications, slots, subscriptions, lag.",
  effect: "destroy",
  alsoReads: true,
  input: z.object({
    action: z.enum(actions),
    name: z.string().optional().describe("Publication, slot or subscription"),
    tables: Texts.optional().describe("To publish; default all"),
    operations: Texts.optional().describe("insert, update, delete, truncate"),
    publication: z.string().optional().describe("To subscribe to"),
    url_variable: z.string().optional().describe("Holds the source's URL"),
    project: z.string().optional(),
    branch: z.string().optional(),
    database: z.string().optional().describe("On the branch"),
    confirm_token: z.string().optional(),
  }),
  output: z.object({
    target: Target,
    done: z.string().optional(),
    next: z.string().optional(),
    wal_level: z.string(),
    publications: z.array(
      z.object({
        name: z.string(),
        owner: z.string(),
        all_tables: z.boolean(),
        tables: Texts,
        operations: Texts,
      }),
    ),
    slots: z.array(
      z.object({
        name: z.string(),
        plugin: z.string().nullable(),
        database: z.string().nullable(),
        active: z.boolean(),
        held_bytes: z.number(),
        wal_status: z.string().nullable(),
        inactive_since: z.string().nullable(),
      }),
    ),
    senders: z.array(
      z.object({
        application: z.string(),
        state: z.string().nullable(),
        slot: z.string().nullable(),
        behind_bytes: z.number().nullable(),
        behind_seconds: z.number().nullable(),
      }),
    ),
    subscriptions: z.array(
      z.object({
        name: z.string(),
        enabled: z.boolean(),
        running: z.boolean(),
        publications: Texts,
        slot: z.string().nullable(),
        tables_ready: z.int(),
        tables: z.int(),
        errors: z.number().nullable(),
        behind_bytes: z.number().optional().describe("Measured at the source."),
      }),
    ),
    findings: z.array(Finding),
  }),
  untrusted: ["done", "publications", "slots", "senders", "subscriptions", "findings"],
  lists: ["publications", "slots", "senders", "subscriptions", "findings"],

  async run({ project, branch, database, ...rest }, deps, call) {
    mustFit(rest, fields);
    const { manageReplication: manage } = await implementation();
    const target = {
      ...(project === undefined ? {} : { project }),
      ...(branch === undefined ? {} : { branch }),
      ...(database === undefined ? {} : { database }),
    };
    const managed = await manage({ ...rest, target }, deps, call);
    const { state, done, behind = {}, findings } = managed;
    return {
      target: managed.target,
      ...done,
      wal_level: state.walLevel,
      publications: state.publications.map(({ name, owner, allTables, tables, operations }) => ({
        name,
        owner,
        all_tables: allTables,
        tables: [...tables],
        operations: [...operations],
      })),
      slots: state.slots.map(({ name, plugin, database: of, active, ...slot }) => ({
        name,
        plugin,
        database: of,
        active,
        held_bytes: slot.heldBytes,
        wal_status: slot.walStatus,
        inactive_since: slot.inactiveSince,
      })),
      senders: state.senders.map(({ application, state: at, slot, ...sender }) => ({
        application,
        state: at,
        slot,
        behind_bytes: sender.behindBytes,
        behind_seconds: sender.behindSeconds,
      })),
      subscriptions: state.subscriptions.map(({ name, slot, tables, ...subscription }) => ({
        name,
        enabled: subscription.enabled,
        running: subscription.running,
        publications: [...subscription.publications],
        slot,
        tables_ready: tables.filter(({ ready }) => ready).length,
        tables: tables.length,
        errors: subscription.errors,
        ...(slot !== null && behind[slot] !== undefined ? { behind_bytes: behind[slot] } : {}),
      })),
      findings: [...findings],
    };
  },

  render: replicationText,
});
