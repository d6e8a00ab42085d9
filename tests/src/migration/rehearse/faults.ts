import { made, note, type Fault } from "./fault.ts";
import { phase, step } from "./harness.ts";

/** Everything else that can be wrong with a plan. */
export const otherFaults: readonly Fault[] = [
  {
    name: "a rollback that fails",
    phases: [
      phase("expand", [
        made(
          "expand.1",
          "alter table public.tasks add column note text",
          "alter table public.tasks drop column notes",
        ),
      ]),
    ],
    step: "expand.1",
    found: /its rollback fails/,
  },
  {
    name: "a lock that is stronger than promised",
    phases: [
      phase("expand", [
        step("expand.1", "alter table public.tasks add column note text", {
          rollback: "alter table public.tasks drop column note",
          locks: [{ relation: "public.tasks", mode: "SHARE UPDATE EXCLUSIVE", blocks: "nothing" }],
        }),
      ]),
    ],
    step: "expand.1",
    found: /takes ACCESS EXCLUSIVE on public\.tasks, and the plan says SHARE UPDATE EXCLUSIVE/,
  },
  {
    name: "a lock on a relation that the plan does not name",
    phases: [
      phase("expand", [
        made(
          "expand.1",
          "alter table public.tasks add column note text; lock table public.secrets in share mode",
          "alter table public.tasks drop column note",
        ),
      ]),
    ],
    step: "expand.1",
    found: /takes SHARE on public\.secrets, and the plan does not name that relation/,
  },
  {
    name: "a rewrite that nobody spoke of",
    phases: [
      phase("expand", [
        made(
          "expand.1",
          "alter table public.tasks alter points type bigint",
          "alter table public.tasks alter points type int",
        ),
      ]),
    ],
    step: "expand.1",
    found: /rewrites public\.tasks/,
  },
  {
    name: "a check that does not hold",
    phases: [
      phase("expand", [note], {
        verification: [
          {
            purpose: "every row has a note",
            sql: "select count(*) from public.tasks where note is null",
            expect: 0,
          },
        ],
      }),
    ],
    found: /"every row has a note" does not hold after expand: expected 0, got \d+/,
  },
  {
    name: "a check of a phase without steps",
    phases: [
      phase("expand", [note]),
      phase("verify", [], {
        verification: [
          { purpose: "it can be asked", sql: "select nothing from public.tasks", expect: 0 },
        ],
      }),
    ],
    found: /"it can be asked" does not hold after verify: expected 0, got 42703/,
  },
  {
    name: "a statement of the old application that breaks",
    phases: [
      phase("expand", [
        made(
          "expand.1",
          "alter table public.tasks rename column state to status",
          "alter table public.tasks rename column status to state",
        ),
      ]),
    ],
    old: ["select id from public.tasks where state = $1"],
    found: /a statement of the old application fails after expand/,
  },
  {
    name: "a statement of the old application that only fails when it is executed",
    phases: [
      phase("expand", [
        made(
          "expand.1",
          "alter table public.tasks add column due date; alter table public.tasks add constraint due_later check (due is not null) not valid",
          "alter table public.tasks drop column due",
        ),
      ]),
    ],
    old: ["insert into public.tasks (title) values ($1)"],
    found: /a statement of the old application fails after expand/,
  },
  {
    name: "a step that fails half way",
    phases: [
      phase("expand", [
        note,
        made(
          "expand.2",
          "alter table public.tasks add column more text; update public.tasks set more = 1 / (id - id); alter table public.tasks add column most text",
          "alter table public.tasks drop column more, drop column most",
        ),
      ]),
    ],
    step: "expand.2",
    found: /the step fails/,
  },
  {
    name: "a plan that promises another end",
    phases: [phase("expand", [note])],
    found: /the schema at the end is not the one that the plan promises/,
  },
];
