import { setOption } from "../../../conf/edit.ts";
import { parseUpsConf } from "../../../conf/ups-conf.ts";
import type { PresetAnswer, ServerRole, StageAnswer, UpsAnswer } from "../answers.ts";

/** Names by which clients know this UPS, besides its own. */
const aliasesOf = (presets: readonly PresetAnswer[], { name }: UpsAnswer): readonly string[] => {
  const names = presets.flatMap(({ preset, ups }) => (ups === name && preset.upsname ? [preset.upsname] : []));
  return [...new Set(names)].filter((alias) => alias !== name);
};

const words = (text: string | undefined): readonly string[] => (text ?? "").split(/\s+/).filter(Boolean);

/** Aliases that are there stay. */
function withAliases(text: string, ups: UpsAnswer, wanted: readonly string[]): string {
  const section = parseUpsConf(text).sections.find(({ name }) => name === ups.name);
  const had = words(section?.entries.findLast(({ name }) => name === "aliases")?.value);
  const all = [...new Set([...had, ...wanted])];
  return all.length === had.length ? text : setOption(text, ups.name, "aliases", all.join(" "));
}

function withUps(text: string, ups: UpsAnswer): string {
  const { name, driver, port, settings, kept } = ups;
  const first = kept
    ? []
    : [
        { name: "driver", value: driver },
        { name: "port", value: port },
      ];
  return [...first, ...settings].reduce((all, each) => setOption(all, name, each.name, each.value), text);
}

/** As a section: its port is the socket of the other driver. */
function stageSection({ name, ups, limits }: StageAnswer, text: string): UpsAnswer {
  const driver = parseUpsConf(text).sections.find((section) => section.name === ups)?.driver ?? "";
  return { name, driver: "clone", port: `${driver}-${ups}`, settings: limits, kept: false };
}

/** Stages come last: they are on UPSes that are there by then. */
export function upsConfText(before: string, { upses, stages, presets }: ServerRole): string {
  const withSection = (text: string, ups: UpsAnswer): string =>
    withAliases(withUps(text, ups), ups, aliasesOf(presets, ups));
  const devices = upses.reduce(withSection, before);
  return stages.reduce((text, stage) => withSection(text, stageSection(stage, text)), devices);
}
