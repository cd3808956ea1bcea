import type { Router } from "#main/demo/http/router.ts";
import { addBulkRoutes } from "#main/demo/routes/bulk.ts";
import { addFieldRoutes } from "#main/demo/routes/fields.ts";
import { addHelpCenterRoutes } from "#main/demo/routes/help-center.ts";
import { addGroupRoutes } from "#main/demo/routes/groups.ts";
import { addIncrementalRoutes } from "#main/demo/routes/incremental.ts";
import { addMacroRoutes } from "#main/demo/routes/macros.ts";
import { addOperationRoutes } from "#main/demo/routes/operations.ts";
import { addOrganizationRoutes } from "#main/demo/routes/organizations.ts";
import { addRatingRoutes } from "#main/demo/routes/ratings.ts";
import { addSearchRoutes } from "#main/demo/routes/search.ts";
import { addThreadRoutes } from "#main/demo/routes/thread.ts";
import { addTicketRoutes } from "#main/demo/routes/tickets.ts";
import { addUploadRoutes } from "#main/demo/routes/uploads.ts";
import { addPeopleRoutes } from "#main/demo/routes/users.ts";
import { addViewRoutes } from "#main/demo/routes/views.ts";

/** Every endpoint of the subset. */
export function addAllRoutes(router: Router): void {
  for (const add of [
    addTicketRoutes,
    addThreadRoutes,
    addBulkRoutes,
    addIncrementalRoutes,
    addPeopleRoutes,
    addGroupRoutes,
    addOrganizationRoutes,
    addViewRoutes,
    addMacroRoutes,
    addFieldRoutes,
    addSearchRoutes,
    addUploadRoutes,
    addRatingRoutes,
    addOperationRoutes,
    addHelpCenterRoutes,
  ])
    add(router);
}
