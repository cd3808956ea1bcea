const days = new Map<number, string>();
const two = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, "0"));

/** Epoch seconds as the remote writes them: `2026-05-05T10:38:52Z`. Called a few times per exported row, hence by hand. */
export function stamp(at: number): string {
  const day = Math.floor(at / 86_400);
  let date = days.get(day);
  if (date === undefined) {
    if (days.size > 4000) days.clear();
    date = new Date(day * 86_400_000).toISOString().slice(0, 11);
    days.set(day, date);
  }
  const rest = at - day * 86_400;
  return `${date}${two[Math.floor(rest / 3600)] ?? ""}:${two[Math.floor(rest / 60) % 60] ?? ""}:${two[rest % 60] ?? ""}Z`;
}

/** Epoch seconds as the remote writes them; null for 0 (never). */
export const iso = (at: number): string | null => (at === 0 ? null : stamp(at));
