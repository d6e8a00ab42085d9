import { notFound } from "../api/error.ts";
import type { Routes } from "../api/router.ts";
import type { Control } from "../control.ts";
import { findProject } from "../find.ts";
import { operationView } from "../views/operation.ts";
import { pageOf } from "./page.ts";

export const operationRoutes = (control: Control): Routes => ({
  "GET /projects/:project/operations": (request) => {
    const { id } = findProject(control, request);
    const all = control.store.state.operations.filter(({ projectId }) => projectId === id);
    const { rows, next } = pageOf(all, request.query, {
      key: ({ createdAt }) => createdAt,
      descending: true,
      limit: 1000,
      most: 1000,
    });
    return {
      status: 200,
      body: {
        operations: rows.map(operationView),
        ...(next === undefined ? {} : { pagination: { cursor: next } }),
      },
    };
  },
  // A project that has been deleted still tells of the operations that did it.
  "GET /projects/:project/operations/:operation": ({ id }) => {
    const operation = control.store.state.operations.find(
      (candidate) => candidate.id === id("operation") && candidate.projectId === id("project"),
    );
    if (operation === undefined) throw notFound("operation");
    return { status: 200, body: { operation: operationView(operation) } };
  },
});
