/** Epoch seconds as the remote writes them: `2026-05-05T10:38:52Z`; null for 0 (never). */
export const iso = (at: number): string | null => (at === 0 ? null : stamp(at));
/** Epoch seconds as the remote writes them. */
export const stamp = (at: number): string => `${new Date(at * 1000).toISOString().slice(0, 19)}Z`;
