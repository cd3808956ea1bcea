/** Business hours of the demo desk, in UTC: Mon-Fri 08:00-18:00, Sat 10:00-14:00. Minutes since Sunday 00:00. */
export const deskIntervals: readonly { readonly start_time: number; readonly end_time: number }[] =
  [
    ...[1, 2, 3, 4, 5].map((day) => ({
      start_time: day * 1440 + 480,
      end_time: day * 1440 + 1080,
    })),
    { start_time: 6 * 1440 + 600, end_time: 6 * 1440 + 840 },
  ];
const weekSeconds = 7 * 86_400;
const openPerWeek = deskIntervals.reduce((sum, i) => sum + (i.end_time - i.start_time) * 60, 0);
/** 1970-01-01 was a Thursday: shift so that 0 is a Sunday 00:00 UTC. */
const sundayShift = 4 * 86_400;

/** Open seconds from the Sunday of the epoch until `at` (epoch seconds). */
function openUntil(at: number): number {
  const shifted = at + sundayShift;
  const weeks = Math.floor(shifted / weekSeconds);
  const inWeek = shifted - weeks * weekSeconds;
  let open = weeks * openPerWeek;
  for (const interval of deskIntervals) {
    const from = interval.start_time * 60;
    if (inWeek <= from) break;
    open += Math.min(inWeek, interval.end_time * 60) - from;
  }
  return open;
}

/** Business seconds between two instants (epoch seconds, `to >= from`). */
export const businessSeconds = (from: number, to: number): number =>
  openUntil(to) - openUntil(from);

/** First instant at which `seconds` of business time have passed since `from` (epoch seconds). */
export function addBusinessSeconds(from: number, seconds: number): number {
  const goal = openUntil(from) + seconds;
  let weeks = Math.floor(goal / openPerWeek);
  let rest = goal - weeks * openPerWeek;
  if (rest === 0 && seconds > 0) {
    weeks -= 1;
    rest = openPerWeek;
  }
  for (const interval of deskIntervals) {
    const length = (interval.end_time - interval.start_time) * 60;
    if (rest <= length) return weeks * weekSeconds + interval.start_time * 60 + rest - sundayShift;
    rest -= length;
  }
  return (weeks + 1) * weekSeconds - sundayShift;
}
