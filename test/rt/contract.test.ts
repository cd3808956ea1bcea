import { describeConnector } from "#test/contract/connector-suite.ts";
import { startSuiteRemote } from "#test/rt/support/suite-remote.ts";

/** A start costs Request Tracker twenty calls, a page few. */
const limits = {
  unconditional: true,
  noMacros: true,
  relation: "refers-to",
  pagesBetweenStarts: 3,
} as const;

describeConnector(
  "the Request Tracker connector of an ordinary agent with a password, on a real server",
  () => startSuiteRemote("desk.agent", "password"),
  limits,
);
describeConnector(
  "the Request Tracker connector of a super user with a token, on a real server",
  () => startSuiteRemote("root", "token"),
  limits,
);
