import { describeConnector } from "#test/contract/connector-suite.ts";
import { startSuiteRemote } from "#test/contract/zendesk-remote.ts";

describeConnector("the Zendesk connector as admin, on the demo workspace", () =>
  startSuiteRemote("admin", { tickets: 300, customers: 60 }),
);
describeConnector("the Zendesk connector as agent, on the demo workspace", () =>
  startSuiteRemote("agent", { tickets: 300, customers: 60, restrictAgent: true, seed: 7 }),
);
