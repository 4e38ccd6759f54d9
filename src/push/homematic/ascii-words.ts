/** What scripts and add-ons of a CCU take as it is: letters, digits, blanks and a few marks. */
const LONGEST = 200;

export const asciiWords = (text: string): string =>
  text
    .slice(0, LONGEST)
    .replace(/[^A-Za-z0-9._:()/-]+/g, " ")
    .trim();
