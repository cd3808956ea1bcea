/** What the command line and the environment ask of one start. */
export type StartOptions = {
  /** Folder of this profile; null: the platform's own. */
  readonly userDataDir: string | null;
  /** Sync once, print the result, end. */
  readonly once: boolean;
  /** Where `--once` puts its picture; null: the profile folder. */
  readonly screenshot: string | null;
  readonly demo: DemoOptions;
};

export const DEMO_ROLES = ["agent", "admin", "supervisor"] as const;
export type DemoRole = (typeof DEMO_ROLES)[number];

export type DemoOptions = {
  /** An already running demo workspace; null: start the embedded one. */
  readonly url: string | null;
  /** Who signs in at `url`. */
  readonly email: string;
  readonly token: string;
  readonly role: DemoRole;
  readonly tickets: number | null;
  readonly customers: number | null;
  readonly seed: number | null;
  /** Changes per minute; 0 = asleep. */
  readonly rate: number;
  /** Faults may be asked for over its control address. */
  readonly faults: boolean;
};

/** Changes per minute of the embedded workspace: something happens while one watches, nothing rushes. */
export const DEFAULT_DEMO_RATE = 12;

/**
 * Reads what concerns us; everything else belongs to Chromium.
 *
 * @param argv  As in `process.argv`: `--name=value`, `--name value` and bare `--name` are all understood.
 * @param env   `SWITCHBOARD_DEMO_EMAIL` and `SWITCHBOARD_DEMO_TOKEN` go with `--demo-url`: secrets stay off the
 *              command line, which every user of the machine can read.
 */
export function parseCommandLine(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): StartOptions {
  const value = (name: string): string | null => {
    const flag = `--${name}`;
    for (const [index, argument] of argv.entries()) {
      if (argument.startsWith(`${flag}=`)) return argument.slice(flag.length + 1);
      const next = argv[index + 1];
      if (argument === flag && next !== undefined && !next.startsWith("--")) return next;
    }
    return null;
  };
  const count = (name: string): number | null => {
    const number = Number(value(name) ?? Number.NaN);
    return Number.isFinite(number) && number >= 0 ? number : null;
  };
  const role = value("demo-role");
  return {
    userDataDir: value("user-data-dir"),
    once: argv.includes("--once"),
    screenshot: value("screenshot"),
    demo: {
      url: value("demo-url"),
      email: env["SWITCHBOARD_DEMO_EMAIL"] ?? "",
      token: env["SWITCHBOARD_DEMO_TOKEN"] ?? "",
      role: DEMO_ROLES.find((known) => known === role) ?? "agent",
      tickets: count("demo-tickets"),
      customers: count("demo-customers"),
      seed: count("demo-seed"),
      rate: count("demo-rate") ?? DEFAULT_DEMO_RATE,
      faults: argv.includes("--demo-faults"),
    },
  };
}
