const day = 86_400_000;

/** Writes a moment in the page's language, in the reader's zone unless the options name one. */
export function formatMoment(moment: Date, options: Intl.DateTimeFormatOptions): string {
  const language = document.documentElement.lang;
  const locale = navigator.languages.find((one) => one.startsWith(language)) ?? language;
  return new Intl.DateTimeFormat(locale, options).format(moment);
}

/** How many midnights of the reader's zone lie between a moment and now: 0 is today, 1 yesterday. */
export function daysAgo(moment: Date): number {
  return Math.round((new Date().setHours(0, 0, 0, 0) - new Date(moment).setHours(0, 0, 0, 0)) / day);
}

/** In milliseconds, to the reader's next midnight. */
export function untilMidnight(): number {
  return new Date().setHours(24, 0, 0, 0) - Date.now();
}
