interface Action {
  readonly inputs: readonly string[];
  readonly required: readonly string[];
  readonly outputs: readonly string[];
}

/**
 * GitHub Actions of the skills with what they take, as far as the skills use it. Sources, read 2026-11-22: action.yaml of
 * neondatabase/delete-branch-action at 00e5fe5, action.yml of neondatabase/schema-diff-action at 8287acb; for create-branch-action 6 its
 * page neon.com/docs/guides/branching-github-actions.
 */
export const actions: Readonly<Record<string, Action>> = {
  "actions/checkout@v5": { inputs: [], required: [], outputs: [] },
  "neondatabase/create-branch-action@v6": {
    inputs: [
      "project_id",
      "api_key",
      "branch_name",
      "parent_branch",
      "database",
      "role",
      "expires_at",
    ],
    required: ["project_id", "api_key"],
    outputs: ["db_url", "db_url_pooled", "branch_id"],
  },
  "neondatabase/delete-branch-action@v3": {
    inputs: ["project_id", "api_key", "branch", "api_host"],
    required: ["project_id", "api_key"],
    outputs: [],
  },
  "neondatabase/schema-diff-action@v1": {
    inputs: ["project_id", "api_key", "compare_branch", "base_branch", "database", "github-token"],
    required: ["project_id", "api_key", "compare_branch"],
    outputs: ["diff", "comment_url"],
  },
};
