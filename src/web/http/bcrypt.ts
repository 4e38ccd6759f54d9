/** Whether a password is that of a bcrypt hash, as PeaNUT's auth.yaml has one: `$2b$10$` and 53 characters. */
const FORM = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/;
/** Each step takes twice as long: 10 is a tenth of a second. */
const COSTS = { least: 4, most: 14 } as const;

export function isBcrypt(text: string): boolean {
  const cost = Number(FORM.exec(text)?.[1]);
  return cost >= COSTS.least && cost <= COSTS.most;
}

/** False also for a text that is no hash. Takes its time, in which others go on. */
export async function bcryptMatches(password: string, text: string): Promise<boolean> {
  if (!isBcrypt(text)) return false;
  const { compare } = await import("bcryptjs");
  return compare(password, text);
}
