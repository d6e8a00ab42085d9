import type { Routes } from "../api/router.ts";
import { REGION } from "../views/endpoint.ts";
import { OWNER } from "../views/project.ts";

/** The one user there is, and the one place. */
export const accountRoutes: Routes = {
  "GET /regions": () => ({
    status: 200,
    body: {
      regions: [
        { region_id: REGION, name: "This machine", default: true, geo_lat: "0", geo_long: "0" },
      ],
    },
  }),
  "GET /users/me": () => ({
    status: 200,
    body: {
      id: OWNER.id,
      email: OWNER.email,
      login: OWNER.name,
      name: OWNER.name,
      last_name: "",
      image: "",
      auth_accounts: [],
      active_seconds_limit: -1,
      projects_limit: -1,
      branches_limit: -1,
      max_autoscaling_limit: 56,
      plan: "local",
    },
  }),
  "GET /users/me/organizations": () => ({ status: 200, body: { organizations: [] } }),
};
