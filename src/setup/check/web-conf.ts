/** web.conf, each of its sections by the table of its owner. */
import type { Problem } from "../../conf/problem.ts";
import { parseSections, type RawEntry } from "../../conf/sections.ts";
import { readWebConfSection, type SectionShape, webConfProblems } from "../../conf/web/web-conf.ts";
import { MQTT_SECTION, type MqttSettings } from "../../mqtt/settings.ts";
import type { Word } from "../../nut/words.ts";
import { DOMOTICZ_SECTION } from "../../push/domoticz/settings.ts";
import { HOMEMATIC_SECTION } from "../../push/homematic/settings.ts";
import { INFLUX_SECTION } from "../../push/influx/settings.ts";
import { NIS_SECTION, type NisSettings } from "../../push/nis/settings.ts";
import type { FileTree } from "../system/file-tree.ts";

export interface WebConf {
  readonly mqtt: MqttSettings | undefined;
  readonly nis: NisSettings | undefined;
  /** The first section of this name. */
  entry(section: string, name: string): WebEntry | undefined;
  readonly entries: readonly WebEntry[];
  readonly problems: readonly Problem[];
}

export interface WebEntry {
  readonly section: string;
  readonly name: Word;
  readonly value: string;
}

const entryOf = (section: string, { name, values }: RawEntry): WebEntry => {
  return { section, name, value: values.map(({ text }) => text).join(" ") };
};

/** Never throws. */
export function parseWebConf(text: string, file: string, tree: FileTree): WebConf {
  const read = <Name extends string, Settings extends object>(shape: SectionShape<Name, Settings>) =>
    readWebConfSection(text, file, shape, { read: (path) => tree.read(path) });
  const [mqtt, nis] = [read(MQTT_SECTION), read(NIS_SECTION)];
  const others = [read(INFLUX_SECTION), read(DOMOTICZ_SECTION), read(HOMEMATIC_SECTION)];
  const entries = parseSections(text, file).sections.flatMap((section) =>
    section.entries.map((entry) => entryOf(section.name, entry)),
  );
  return {
    mqtt: mqtt.settings,
    nis: nis.settings,
    entry: (section, name) => entries.find((each) => each.section === section && each.name.text === name),
    entries,
    problems: [...webConfProblems(text, file), ...[mqtt, nis, ...others].flatMap(({ problems }) => problems)],
  };
}
