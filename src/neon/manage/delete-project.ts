import { ToolError } from "../../core/errors.ts";
import type { Progress, Project } from "../../core/neon.ts";
import { amended, LostAnswerError } from "../errors.ts";
import type { Managing } from "../manage.ts";
import { tell } from "../progress.ts";
import { quoted } from "../resolve.ts";

/** One that is gone already is no error. */
export async function deleteProject(
  parts: Managing,
  project: Pick<Project, "id" | "name">,
  call: Progress,
): Promise<void> {
  const { requests, projects, branches, computes, limits } = parts;
  try {
    await requests.write(
      {
        what: `delete project ${quoted(project.name)}`,
        signal: call.signal,
        waiting: (message) => tell(call, message),
      },
      (client, params) => client.deleteProject(project.id, params),
    );
  } catch (error) {
    if (error instanceof ToolError && error.code === "NOT_FOUND") return;
    if (!(error instanceof LostAnswerError)) throw error;
    const all = await projects.all(AbortSignal.timeout(limits.cleanup));
    if (all.some(({ id }) => id === project.id))
      throw amended(error, `Project ${quoted(project.name)} is still there.`, "Call again.");
  } finally {
    projects.forget();
    branches.forgetAll();
    computes.forgetAll();
  }
}
