/** Which of its ways dummy-ups takes: the setting `mode`, else what the port looks like. */
export type Mode =
  | "repeater"
  | "dummy-once"
  | "dummy-loop"
  /** As `dummy-loop`: what older releases knew. */
  | "dummy";

const MODES: readonly string[] = ["repeater", "dummy-once", "dummy-loop", "dummy"] satisfies readonly Mode[];

const isMode = (text: string): text is Mode => MODES.includes(text);

export const checkMode = (text: string): string | undefined =>
  isMode(text) ? undefined : `unknown mode '${text}': use ${MODES.join(", ")}, or leave it out`;

/** An unknown `mode` counts as a file that is looked at by its name. */
export function modeOf(port: string, setting: string | undefined): Mode {
  if (setting !== undefined && isMode(setting)) return setting;
  if (setting === undefined && port.includes("@")) return "repeater";
  if (port.endsWith(".seq")) return "dummy-loop";
  return port.endsWith(".dev") ? "dummy-once" : "dummy";
}
