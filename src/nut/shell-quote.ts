const PLAIN = /^[\w@%+:,./-]+$/;

/** The word as a shell takes it without meaning anything else. */
export const shellQuote = (word: string): string => (PLAIN.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
