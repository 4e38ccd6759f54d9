/** A unit of systemd.syntax(7). */

export type Setting = readonly [key: string, value: string];

export interface Unit {
  readonly name: string;
  readonly unit: readonly Setting[];
  /** Of the section that its suffix names: `[Service]`, `[Path]`; none in a target. */
  readonly own?: readonly Setting[];
  readonly install?: readonly Setting[];
}

const section = (name: string, settings: readonly Setting[] = []): readonly string[] =>
  settings.length === 0 ? [] : ["", `[${name}]`, ...settings.map(([key, value]) => `${key}=${value}`)];

const ownSection = (name: string): string => (name.endsWith(".path") ? "Path" : "Service");

export const unitText = ({ name, unit, own, install }: Unit): string =>
  [
    `# Written by nutts service. Changes belong into a drop-in: systemctl edit ${name}`,
    ...section("Unit", unit),
    ...section(ownSection(name), own),
    ...section("Install", install),
    "",
  ].join("\n");
