/** Forms that settings of several outputs have. */
const LONGEST_INTERVAL = 3600;

export const isHttpUrl = (text: string): boolean => URL.canParse(text) && /^https?:\/\//.test(text);

/** Milliseconds, or a sentence about what is wrong. 10 s if it is left out. */
export function intervalOf(text = "10"): number | string {
  const seconds = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (seconds < 1 || seconds > LONGEST_INTERVAL) return `interval is whole seconds, 1 to ${LONGEST_INTERVAL}`;
  return seconds * 1000;
}

/** The address without what ends it in slashes. */
export const bareUrl = (url: string): string => url.replace(/\/+$/, "");
