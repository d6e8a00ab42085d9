import { made, note, tasksLock, type Fault } from "./fault.ts";
import { phase, step } from "./harness.ts";

const title = "alter table public.tasks drop column title";
const again = (extra: string): string =>
  `alter table public.tasks add column title text not null default ''; ${extra}`;

/** Rollbacks that lead elsewhere. */
export const lossyRollbacks: readonly Fault[] = [
  {
    name: "a rollback that loses the values of a column",
    phases: [
      phase("expand", [note]),
      phase("contract", [
        made(
          "contract.1",
          title,
          again(
            `alter table public.tasks alter title drop default; comment on column public.tasks.title is 'In a few words'; alter table public.tasks alter title set storage external; alter table public.tasks alter title set statistics 500; grant select (title) on public.tasks to public`,
          ),
        ),
      ]),
    ],
    step: "contract.1",
    found: /^rows of public\.tasks have other values/,
  },
  {
    name: "a rollback that loses rows",
    phases: [
      phase("expand", [
        note,
        made(
          "expand.2",
          "alter table public.tasks add column more text",
          "alter table public.tasks drop column more; delete from public.tasks where id % 7 = 3",
        ),
      ]),
    ],
    step: "expand.2",
    found: /^public\.tasks has \d+ rows instead of \d+/,
  },
  {
    name: "a rollback that loses rows that a policy hides from their owner",
    phases: [
      phase("expand", [
        step("expand.1", "create table public.copies (id int)", {
          rollback:
            "drop table public.copies; alter table public.secrets no force row level security; delete from public.secrets; alter table public.secrets force row level security",
        }),
      ]),
    ],
    step: "expand.1",
    found: /^public\.secrets has 0 rows instead of \d+/,
  },
  ...(
    [
      [
        "the comment on a table",
        "comment on table public.tasks is null",
        /table public\.tasks comment is missing/,
      ],
      [
        "the comment on a column",
        "comment on column public.tasks.title is null",
        /columns\.title\.comment is missing/,
      ],
      [
        "a storage",
        "alter table public.tasks alter title set storage extended",
        /columns\.title\.storage is missing/,
      ],
      [
        "a statistics target",
        "alter table public.tasks alter title set statistics -1",
        /columns\.title\.statistics is missing/,
      ],
      [
        "a storage parameter",
        "alter table public.tasks reset (fillfactor)",
        /options\.fillfactor is missing/,
      ],
      ["a grant", "revoke select (title) on public.tasks from public", /columns\.title\.grants/],
    ] as const
  ).map(([what, loss, found]) => ({
    name: `a rollback that loses ${what}`,
    phases: [
      phase("expand", [
        note,
        made(
          "expand.2",
          "alter table public.tasks add column more text",
          `alter table public.tasks drop column more; ${loss}`,
        ),
        made(
          "expand.3",
          "alter table public.tasks add column most text",
          "alter table public.tasks drop column most",
        ),
      ]),
    ],
    step: "expand.2",
    found,
  })),
  {
    name: "a rollback that sets a sequence back",
    phases: [
      phase("expand", [
        step("expand.1", "select nextval('public.numbers'); create table public.other (id int)", {
          rollback: "drop table public.other; alter table public.tasks alter id restart with 1",
          locks: [tasksLock],
        }),
      ]),
    ],
    step: "expand.1",
    found: /^sequence public\.tasks_id_seq is at its start instead of \d+/,
  },
];
