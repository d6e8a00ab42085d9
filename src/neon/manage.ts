import type { Management } from "../core/manage.ts";
import type { Changing } from "./create-branch.ts";
import { manageComputes } from "./manage/computes.ts";
import { readConsumption } from "./manage/consumption.ts";
import { manageContents } from "./manage/contents.ts";
import { manageProjects } from "./manage/projects.ts";
import { manageSnapshots } from "./manage/snapshots.ts";
import type { Projects } from "./projects.ts";

/** What the parts need of each other. */
export interface Managing extends Changing {
  readonly projects: Projects;
  /** Called with each secret that is learnt, before it is used. */
  readonly redact: (secret: string) => void;
}

export const createManagement = (parts: Managing): Management => ({
  projects: manageProjects(parts),
  computes: manageComputes(parts),
  contents: manageContents(parts),
  snapshots: manageSnapshots(parts),
  consumption: readConsumption(parts),
});
