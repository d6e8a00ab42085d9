import { nextRun } from "../../../core/schedule.ts";
import type { Control } from "./control.ts";
import { createDueTimer, type DueTimer } from "./due-timer.ts";
import { startSnapshot } from "./handlers/snapshots.ts";
import { update } from "./state/changes.ts";
import type { Branch, ScheduledEntry } from "./state/types.ts";

/** Makes snapshots when they fall due; of those that fell due while nobody served, one. */
export class SnapshotSchedules {
  readonly #control: Control;
  readonly #timer: DueTimer;

  constructor(control: Control) {
    this.#control = control;
    this.#timer = createDueTimer({
      moments: () => entriesOf(control).map(({ scheduled }) => dueAt(scheduled).getTime()),
      run: (at) => this.run(at),
    });
  }

  /** Looks anew what falls due next. */
  schedule(): void {
    this.#timer.set();
  }

  close(): void {
    this.#timer.close();
  }

  /** Makes what is due at a moment; returns when it is made. */
  async run(at: Date): Promise<void> {
    for (const { branch, scheduled, index } of entriesOf(this.#control))
      if (dueAt(scheduled) <= at) await this.#make(branch, { scheduled, index, at });
  }

  async #make(
    branch: Branch,
    { scheduled, index, at }: { scheduled: ScheduledEntry; index: number; at: Date },
  ): Promise<void> {
    const { frequency, retention_seconds: kept } = scheduled.entry;
    const started = startSnapshot(this.#control, branch, {
      name: `${branch.name}-${frequency}-${at.toISOString().slice(0, 13)}`,
      scheduled: true,
      expiresAt: kept === undefined ? undefined : new Date(at.getTime() + kept * 1000),
      begin: update("branches", branch.id, (row) => ({
        ...row,
        schedule: (row.schedule ?? []).map((each, place) =>
          place === index ? { ...each, doneAt: at.toISOString() } : each,
        ),
      })),
    });
    await started.then(
      ({ done }) => done,
      (error: unknown) =>
        this.#control.log("warn", "A scheduled snapshot has to wait", { error: String(error) }),
    );
  }
}

const dueAt = ({ entry, doneAt }: ScheduledEntry): Date => nextRun(entry, new Date(doneAt));

const entriesOf = ({ store }: Control) =>
  Object.values(store.state.branches).flatMap((branch) =>
    (branch.schedule ?? []).map((scheduled, index) => ({ branch, scheduled, index })),
  );
