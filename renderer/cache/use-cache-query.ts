import { createContext, useContext, useLayoutEffect, useRef, useState } from "react";
import type { AskInput, AskName, AskOutput } from "#contract/asks.ts";
import type { AppError } from "#domain/kernel/app-error.ts";
import type { Result } from "#domain/kernel/result.ts";
import { type CacheClient, type CacheSubscription, cacheClient } from "#renderer/cache/client.ts";

/** The client that queries of this part of the tree use; tests put their own in. */
export const CacheContext = createContext<CacheClient>(cacheClient);

/**
 * Subscribes to a question while the component is mounted.
 *
 * @param name  The question.
 * @param input Compared by value; a new one revises the running subscription. null asks nothing.
 * @returns     The latest answer; while a revised question is being answered, the answer before. undefined until
 *              the first answer, while `input` is null, and while the cache cannot answer.
 */
export function useCacheQuery<K extends AskName>(
  name: K,
  input: AskInput<K> | null,
): AskOutput<K> | undefined {
  const result = useCacheResult(name, input);
  return result?.ok === true ? result.value : undefined;
}

/** Like `useCacheQuery`, but tells a failed answer from none. */
export function useCacheResult<K extends AskName>(
  name: K,
  input: AskInput<K> | null,
): Result<AskOutput<K>, AppError> | undefined {
  const client = useContext(CacheContext);
  const [answer, setAnswer] = useState<{
    readonly name: K;
    readonly result: Result<AskOutput<K>, AppError>;
  }>();
  const running = useRef<{
    readonly subscription: CacheSubscription<K>;
    key: string;
  } | null>(null);
  const key = input === null ? null : JSON.stringify(input);
  const active = key !== null;

  // Layout effects: the question leaves before the frame is painted, not after.
  useLayoutEffect(() => {
    if (!active || key === null) return undefined;
    const subscription = client.subscribe(name, JSON.parse(key) as AskInput<K>, (result) => {
      // A passing failure must not blank a screen that has something to show.
      setAnswer((before) =>
        !result.ok && before?.name === name && before.result.ok ? before : { name, result },
      );
    });
    running.current = { subscription, key };
    return () => {
      running.current = null;
      subscription.close();
      setAnswer(undefined);
    };
    // oxlint-disable-next-line react/exhaustive-deps -- a new input revises (below), it does not subscribe anew
  }, [client, name, active]);

  useLayoutEffect(() => {
    const current = running.current;
    if (current === null || key === null || current.key === key) return;
    current.key = key;
    current.subscription.revise(JSON.parse(key) as AskInput<K>);
  }, [key]);

  return active && answer?.name === name ? answer.result : undefined;
}
