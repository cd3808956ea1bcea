import { z } from "zod";

/** How a demo workspace is started. */
export const DemoOptions = z.object({
  /** 0 = any free port. */
  port: z.number().int().min(0).max(65_535).default(0),
  seed: z.number().int().default(1),
  tickets: z.number().int().min(0).max(200_000).default(2000),
  customers: z.number().int().min(1).max(60_000).default(400),
  /** Changes a minute by customers and colleagues; 0 = nothing happens by itself. */
  rate: z.number().min(0).max(60_000).default(0),
  /** Lets `/__demo/faults` and `/__demo/outage` be used. */
  faults: z.boolean().default(false),
  /** Lets `/__demo/ledger` be read. */
  ledger: z.boolean().default(false),
  /** Lifts all rate limits. */
  unlimited: z.boolean().default(false),
  /** Folder for the state; null = nothing survives. */
  data: z.string().min(1).nullable().default(null),
  /** Seconds by which exports lag behind; the real product has 60. */
  lag: z.number().int().min(0).max(3600).default(2),
  /** Requests a minute for the whole account (plan limit). */
  perMinute: z.number().int().min(1).default(700),
  /** The agent sees only the tickets of her groups. */
  restrictAgent: z.boolean().default(false),
  /** Warranty tickets need a serial number before they can be solved. */
  requireSerial: z.boolean().default(false),
  /** Seconds until the printed bearer tokens expire; null = never. */
  bearerSeconds: z.number().int().min(1).nullable().default(null),
  /** Epoch milliseconds that the population relates to; null = the time of the first start. */
  now: z.number().int().nullable().default(null),
});
export type DemoOptions = z.infer<typeof DemoOptions>;
export type DemoInput = z.input<typeof DemoOptions>;

export type Credential = {
  readonly email: string;
  readonly token: string;
  readonly bearer: string;
  readonly refreshToken: string;
  readonly userId: number;
  readonly name: string;
};
export type Credentials = {
  readonly admin: Credential;
  readonly agent: Credential;
  readonly supervisor: Credential;
};
