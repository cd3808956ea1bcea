import { z } from "zod";
import { DEFAULT_MAPPING, RtMapping } from "#domain/mapping/rt-mapping.ts";
import type { AccountId } from "#domain/kernel/ids.ts";
import { type JsonStore, openJsonStore } from "#main/settings/json-store.ts";

const Entry = z.object({
  mapping: RtMapping,
  /** What is kept was read with this mapping. */
  applied: z.boolean(),
});
const MappingFile = z.object({ accounts: z.record(z.string(), Entry) });
type MappingFile = z.infer<typeof MappingFile>;

/** What the words of each account mean, as its agent said. */
export interface Mappings {
  of(accountId: AccountId): RtMapping;
  /** Whether what is kept of the account must be read again with its mapping. */
  isPending(accountId: AccountId): boolean;
  /** Answers when it is on the disk. */
  set(accountId: AccountId, mapping: RtMapping): Promise<void>;
  /** All of the account was read with `mapping`; says nothing when it was changed meanwhile. */
  applied(accountId: AccountId, mapping: RtMapping): Promise<void>;
  remove(accountId: AccountId): Promise<void>;
  readonly broken: string | null;
}

export async function openMappings(file: string, now: () => number): Promise<Mappings> {
  const store: JsonStore<MappingFile> = await openJsonStore(
    file,
    MappingFile,
    { accounts: {} },
    now,
  );
  const entryOf = (accountId: AccountId) => store.get().accounts[accountId];
  const of = (accountId: AccountId): RtMapping => entryOf(accountId)?.mapping ?? DEFAULT_MAPPING;
  const put = async (accountId: AccountId, mapping: RtMapping, applied: boolean): Promise<void> => {
    await store.update(({ accounts }) => ({
      accounts: { ...accounts, [accountId]: { mapping, applied } },
    }));
  };
  return {
    broken: store.broken,
    of,
    isPending: (accountId) => entryOf(accountId)?.applied === false,
    set: (accountId, mapping) => put(accountId, mapping, false),
    applied: async (accountId, mapping) => {
      if (of(accountId) === mapping) await put(accountId, mapping, true);
    },
    remove: async (accountId) => {
      await store.update((value) => {
        const { [accountId]: gone, ...accounts } = value.accounts;
        return gone === undefined ? value : { accounts };
      });
    },
  };
}
