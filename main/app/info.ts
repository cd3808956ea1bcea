import type { AppInfo } from "#contract/calls.ts";

/**
 * What the About box says.
 *
 * A runtime of another major version than the one of record is the fallback: fit for trying and testing, not for
 * customers' data.
 */
export function describeApp(facts: {
  readonly version: string;
  readonly runtime: string;
  readonly recordRuntime: string;
  readonly chromium: string;
  readonly vault: AppInfo["vault"];
  readonly recoverySince: number | null;
  readonly profilePath: string;
  readonly systemLocale: string;
}): AppInfo {
  return {
    ...facts,
    fallbackRuntime: facts.runtime.split(".")[0] !== facts.recordRuntime.split(".")[0],
  };
}
