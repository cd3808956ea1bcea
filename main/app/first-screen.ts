import type { SealedFile } from "#main/settings/sealed-file.ts";

/** What stood on the screen when the console ended: the next start shows it until the cache answers. */
export interface FirstScreen {
  /** For a page that comes before the cache; null after that, and when nothing was kept. */
  text(): Promise<string | null>;
  keep(text: string): Promise<void>;
  /** The cache answers from now on. `lost`: what it held is gone, and so is what was on the screen. */
  cacheOpened(lost: boolean): void;
  /** An account was removed: nothing of it stays. */
  forget(): Promise<void>;
}

/** Begins to read at once. */
export function openFirstScreen(file: SealedFile): FirstScreen {
  let kept = file.read();
  return {
    text: () => kept,
    keep: (text) => file.write(text),
    cacheOpened(lost) {
      kept = Promise.resolve(null);
      if (lost) void file.remove();
    },
    forget: () => {
      kept = Promise.resolve(null);
      return file.remove();
    },
  };
}
