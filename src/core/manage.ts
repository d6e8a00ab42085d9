import type { ManageComputes } from "./manage/computes.ts";
import type { ReadConsumption } from "./manage/consumption.ts";
import type { ManageContents } from "./manage/contents.ts";
import type { ManageProjects } from "./manage/projects.ts";
import type { ManageSnapshots } from "./manage/snapshots.ts";

/** What an operator does with a Neon beyond branches. Errors and waiting as in `Neon`. */
export interface Management {
  readonly projects: ManageProjects;
  readonly computes: ManageComputes;
  readonly contents: ManageContents;
  readonly snapshots: ManageSnapshots;
  readonly consumption: ReadConsumption;
}
