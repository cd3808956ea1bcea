/** Where each kind of id starts. Tickets are short running numbers as in the real product; everything else is far above 2^32. */
export const idBase = {
  ticket: 100_001,
  organization: 24_700_000_000_000,
  user: 24_800_000_000_000,
  group: 24_600_000_000_000,
  membership: 24_610_000_000_000,
  identity: 24_900_000_000_000,
  macro: 24_620_000_000_000,
  view: 24_630_000_000_000,
  field: 24_640_000_000_000,
  form: 24_650_000_000_000,
  brand: 24_660_000_000_000,
  customStatus: 24_670_000_000_000,
  sla: 24_680_000_000_000,
  schedule: 24_690_000_000_000,
  article: 24_710_000_000_000,
  section: 24_720_000_000_000,
  category: 24_730_000_000_000,
  rating: 24_740_000_000_000,
  activity: 24_750_000_000_000,
  attachment: 27_000_000_000_000,
  liveAttachment: 28_000_000_000_000,
  audit: 25_000_000_000_000,
  liveAudit: 26_000_000_000_000,
} as const;

/** Ids reserved for one audit of the seeded population: the audit itself and up to seven events. */
export const auditStride = 8;
/** Ids reserved for one audit written later. */
export const liveAuditStride = 64;

/** Id of the n-th user (agents first, then customers, then people who came later). */
export const userId = (n: number): number => idBase.user + n * 7;
/** Number of a user by id; -1 when the id is not one of ours. */
export const userNumber = (id: number): number => {
  const offset = id - idBase.user;
  return offset >= 0 && offset % 7 === 0 ? offset / 7 : -1;
};
