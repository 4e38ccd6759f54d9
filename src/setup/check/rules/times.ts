/** Times that do not fit each other. */
import { commonOptions } from "../../../conf/driver-settings.ts";
import { setDirective } from "../../../conf/edit.ts";
import { type CheckInput, confOf } from "../check-input.ts";
import { type Found, type Rule, type Spot, spot, wholeFile } from "../rule.ts";

type UpsmonKey = "deadtime" | "pollfreq" | "finaldelay";

function placeOf({ files: { upsmon } }: CheckInput, ...keys: readonly UpsmonKey[]): Spot {
  const places = confOf(upsmon)?.places;
  const place = keys.map((key) => places?.get(key)).find((each) => each !== undefined);
  return place ? spot(upsmon.path, place) : wholeFile(upsmon.path);
}

const rewrite = (path: string, name: string, value: number) =>
  ({ kind: "text", path, change: (text: string): string => setDirective(text, name, [String(value)]) }) as const;

export const TIME_RULES: readonly Rule[] = [
  {
    name: "deadtime-multiple",
    looksAt: "DEADTIME, POLLFREQ and POLLFREQALERT of upsmon.conf",
    means:
      "upsmon looks at DEADTIME only when it has asked: with another number than a multiple of POLLFREQ a UPS is given up later than is written.",
    mend: "write a multiple of POLLFREQ",
    find: (input) => {
      const { upsmon } = input.files;
      const settings = confOf(upsmon)?.settings;
      if (!settings) return [];
      const { deadtime, pollfreq, pollfreqalert } = settings;
      const slowest = Math.max(pollfreq, pollfreqalert);
      if (deadtime <= slowest || (deadtime % pollfreq === 0 && deadtime % pollfreqalert === 0)) return [];
      const better = Math.ceil(deadtime / slowest) * slowest;
      const text = `DEADTIME ${deadtime} is no multiple of POLLFREQ ${pollfreq}${pollfreqalert === pollfreq ? "" : ` and POLLFREQALERT ${pollfreqalert}`}`;
      const fits = better % pollfreq === 0 && better % pollfreqalert === 0;
      return [
        {
          severity: "note",
          at: placeOf(input, "deadtime", "pollfreq"),
          text,
          advice: fits ? `write DEADTIME ${better}` : undefined,
          fix: fits ? rewrite(upsmon.path, "DEADTIME", better) : undefined,
        },
      ];
    },
  },
  {
    name: "maxage",
    looksAt: "MAXAGE of upsd.conf, pollinterval and pollfreq of ups.conf",
    means:
      "upsd calls data stale that is older than MAXAGE. A driver that asks its device less often seems dead again and again.",
    mend: "raise MAXAGE above the longest time between two polls",
    find: (input) => {
      const { upsd, ups } = input.files;
      const [conf, upsConf] = [confOf(upsd), confOf(ups)];
      const maxage = conf?.settings.maxage ?? 15;
      const place = conf?.places.get("maxage");
      return (upsConf?.sections ?? []).flatMap((section): readonly Found[] => {
        const { pollinterval, pollfreq } = commonOptions(upsConf?.globals ?? [], section.entries);
        const written = section.entries.some(({ name }) => name === "pollfreq");
        const [name, seconds] =
          pollinterval >= maxage ? ["pollinterval", pollinterval] : ["pollfreq", written ? pollfreq : 0];
        if (seconds <= maxage && name === "pollfreq") return [];
        const better = seconds + 10;
        const entry = section.entries.findLast((each) => each.name === name);
        const at = place ? spot(upsd.path, place) : spot(ups.path, entry ?? section);
        const text = `MAXAGE ${maxage} is shorter than the ${seconds} s that [${section.name}] has as ${name}`;
        return [{ severity: "warning", at, text, advice: `write MAXAGE ${better} into upsd.conf` }];
      });
    },
  },
  {
    name: "finaldelay-zero",
    looksAt: "FINALDELAY, NOTIFYCMD and NOTIFYFLAG of upsmon.conf",
    means:
      "upsmon waits FINALDELAY seconds between telling of the shutdown and beginning it. With 0 the machine goes down while NOTIFYCMD is still sending.",
    mend: "write FINALDELAY 5",
    find: (input) => {
      const { upsmon } = input.files;
      const settings = confOf(upsmon)?.settings;
      if (settings?.finaldelay !== 0 || settings.notifycmd === undefined) return [];
      const told = settings.notifyFlags.filter(({ flags }) => flags.includes("EXEC") && !flags.includes("IGNORE"));
      const last = told.filter(({ type }) => type === "SHUTDOWN" || type === "FSD");
      if (last.length === 0) return [];
      const types = last.map(({ type }) => type).join(" and ");
      const text = `FINALDELAY 0 leaves NOTIFYCMD no time to send ${types} before the machine goes down`;
      return [
        { severity: "warning", at: placeOf(input, "finaldelay"), text, fix: rewrite(upsmon.path, "FINALDELAY", 5) },
      ];
    },
  },
];
