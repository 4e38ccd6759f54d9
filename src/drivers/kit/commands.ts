/** Names of instant commands that older clients know. */
const RENAMED: Readonly<Record<string, string>> = { "beeper.off": "beeper.disable", "beeper.on": "beeper.enable" };

/** The name of today for an old one, in any case; undefined for all others. */
export const renamed = (name: string): string | undefined => RENAMED[name.toLowerCase()];
