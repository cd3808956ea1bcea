import { z } from "zod";

/** Lists write ids as strings, details as numbers; both are whole and positive. */
export const WireId = z
  .union([z.number(), z.string().regex(/^\d{1,15}$/)])
  .transform(Number)
  .pipe(z.number().int().nonnegative());
const Text = z.union([z.string(), z.number()]).transform(String).nullish();
/** ISO in UTC; unset is the epoch. */
const Time = z.string().nullish();

/** A person as our `fields[…]` ask for them. */
export const WirePerson = z.object({
  id: WireId,
  Name: z.string(),
  RealName: Text,
  EmailAddress: Text,
});
export type WirePerson = z.infer<typeof WirePerson>;

export const WireFieldValues = z.object({
  id: WireId,
  name: z.string(),
  values: z.array(z.union([z.string(), z.number()]).transform(String)),
});
export type WireFieldValues = z.infer<typeof WireFieldValues>;

export const WireTicket = z.object({
  id: WireId,
  Subject: Text,
  Status: z.string().min(1),
  Priority: z.union([z.string(), z.number()]).transform(Number).nullish(),
  Queue: z.object({ id: WireId, Name: z.string(), Lifecycle: z.string() }),
  Owner: WirePerson,
  Creator: WirePerson,
  Requestor: z.array(WirePerson),
  /** Groups may stand here too; they have no user name. */
  Cc: z.array(z.looseObject({ type: z.string().nullish() })).nullish(),
  AdminCc: z.array(z.looseObject({ type: z.string().nullish() })).nullish(),
  Created: z.iso.datetime(),
  LastUpdated: z.iso.datetime(),
  Due: Time,
  Resolved: Time,
  SLA: Text,
  /** "" where the queue has none. */
  CustomFields: z.union([z.array(WireFieldValues), z.literal("").transform(() => null)]).nullish(),
});
export type WireTicket = z.infer<typeof WireTicket>;

/** A ticket as `/ticket/:id` shows it: enough to see whether it was deleted or merged. */
export const WireTicketDetail = z.object({ id: WireId, Status: z.string(), Type: Text });

/** Where a ticket's own page leads to: what may be done with it, among others. */
export const WireWays = z.object({
  _hyperlinks: z.array(z.looseObject({ ref: z.string().nullish() })),
});

/** A reminder: a ticket of its own type that refers to what it reminds of. */
export const WireReminder = z.object({
  id: WireId,
  Status: z.string().min(1),
  Due: Time,
  Queue: z.object({ Lifecycle: z.string() }),
  _hyperlinks: z
    .array(z.looseObject({ ref: z.string().nullish(), type: z.string().nullish() }))
    .nullish(),
});
export type WireReminder = z.infer<typeof WireReminder>;

export const WireTransaction = z.object({
  id: WireId,
  Type: z.string(),
  Field: Text,
  OldValue: Text,
  NewValue: Text,
  Data: Text,
  Created: z.iso.datetime(),
  ObjectId: WireId,
  Creator: WirePerson,
  /** Only where they were asked for. */
  CustomFields: z.array(WireFieldValues).nullish(),
});
export type WireTransaction = z.infer<typeof WireTransaction>;

export const WireBody = z.object({
  id: WireId,
  TransactionId: WireId,
  ContentType: z.string(),
  Content: z.string().nullish(),
});
export type WireBody = z.infer<typeof WireBody>;

export const WireFile = z.object({
  id: WireId,
  TransactionId: WireId,
  ContentType: Text,
  Filename: z.string(),
  ContentLength: z.union([z.string(), z.number()]).transform(Number).nullish(),
  Headers: Text,
});
export type WireFile = z.infer<typeof WireFile>;

export const WireAttachment = z.object({ id: WireId, Content: z.string().nullish() });

export const WireQueue = z.object({
  id: WireId,
  Name: z.string(),
  Lifecycle: z.string(),
  Disabled: Text,
});
export type WireQueue = z.infer<typeof WireQueue>;

const FieldRef = z.object({ id: WireId, name: z.string() });
export const WireQueueDetail = z.object({
  id: WireId,
  TicketCustomFields: z.array(FieldRef).nullish(),
  TicketTransactionCustomFields: z.array(FieldRef).nullish(),
});

export const WireCustomField = z.object({
  id: WireId,
  Name: z.string(),
  Type: z.string(),
  LookupType: z.string(),
  MaxValues: z.union([z.string(), z.number()]).transform(Number).nullish(),
  Disabled: Text,
});
export type WireCustomField = z.infer<typeof WireCustomField>;
export const WireChoice = z.object({ name: z.string() });

export const WireUser = z.object({
  id: WireId,
  Name: z.string(),
  RealName: Text,
  EmailAddress: Text,
  NickName: Text,
  Organization: Text,
  Lang: Text,
  Timezone: Text,
  MobilePhone: Text,
  WorkPhone: Text,
  HomePhone: Text,
  City: Text,
  Country: Text,
  Comments: Text,
  Signature: Text,
  Created: Time,
  LastUpdated: Time,
  Disabled: Text,
  /** Blank in lists for those who may not administer users. */
  Privileged: z.union([z.string(), z.number(), z.boolean()]).nullish(),
});
export type WireUser = z.infer<typeof WireUser>;

export const WireArticle = z.object({
  id: WireId,
  Name: Text,
  Summary: Text,
  LastUpdated: Time,
  Disabled: Text,
  Class: z.object({ Name: Text }).nullish(),
  CustomFields: z.array(WireFieldValues).nullish(),
});
export type WireArticle = z.infer<typeof WireArticle>;

export const WireVersion = z.object({ Version: z.string() });
