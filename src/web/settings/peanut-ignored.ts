/** Settings of PeaNUT that nothing here goes by, and why: said once, so that nobody looks for their effect. */
const WHY: Readonly<Record<string, string>> = {
  DATE_FORMAT: "the page writes dates as the reader's language does",
  TIME_FORMAT: "the page writes times as the reader's language does",
  DASHBOARD_SECTIONS: "the page has one order for everybody",
  DISABLE_VERSION_CHECK: "nobody is ever asked for a newer version",
  AUTH_SECRET: "sessions end with the process",
  DISABLE_CONFIG_FILE: "settings are read and never written",
  DEBUG: "-D raises the debug level",
};

/** A sentence, or undefined where there is none of them. `keys`: what is set. */
export function ignoredSettings(keys: readonly string[]): string | undefined {
  const found = Object.keys(WHY).filter((key) => keys.includes(key));
  if (found.length === 0) return undefined;
  return `settings of PeaNUT without effect here: ${found.map((key) => `${key} (${WHY[key]})`).join(", ")}`;
}
