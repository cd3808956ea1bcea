import { useContext, useEffect, useState } from "react";
import type { CustomerLine } from "#contract/asks.ts";
import type { AppError } from "#domain/kernel/app-error.ts";
import type { Result } from "#domain/kernel/result.ts";
import { CacheContext } from "#renderer/cache/use-cache-query.ts";

/** Part of the customer list: `rows` stand from `from` on in a list of `total`. */
export type CustomerPage = {
  readonly from: number;
  readonly total: number;
  readonly rows: readonly CustomerLine[];
};

/**
 * Follows a part of the customer list. While another part is being read, the one before stays, with its own place.
 *
 * @param from First row, from 0.
 * @param to   Row after the last.
 * @returns    undefined until the first answer.
 */
export function useCustomerPage(
  text: string,
  from: number,
  to: number,
): Result<CustomerPage, AppError> | undefined {
  const client = useContext(CacheContext);
  const [page, setPage] = useState<Result<CustomerPage, AppError>>();
  useEffect(() => {
    const subscription = client.subscribe("customer.list", { text, from, to }, (answer) =>
      setPage((before) => {
        if (answer.ok) return { ok: true, value: { from, ...answer.value } };
        return before?.ok === true ? before : answer;
      }),
    );
    return () => subscription.close();
  }, [client, text, from, to]);
  return page;
}
