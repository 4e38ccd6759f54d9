/** Times that do not fit each other. */
import { commonOptions, driverSettings } from "../../../conf/driver-settings.ts";
import { setDirective } from "../../../conf/edit.ts";
import { type CheckInput, confOf, ownMonitors } from "../check-input.ts";
import { type Found, type Rule, type Spot, spot, wholeFile } from "../rule.ts";

type UpsmonKey = "deadtime" | "pollfreq" | "finaldelay" | "oblbduration" | "hostsync";

function placeOf({ files: { upsmon } }: CheckInput, ...keys: readonly UpsmonKey[]): Spot {
  const places = confOf(upsmon)?.places;
  const place = keys.map((key) => places?.get(key)).find((each) => each !== undefined);
  return place ? spot(upsmon.path, place) : wholeFile(upsmon.path);
}

const rewrite = (path: string, name: string, value: number) =>
  ({ kind: "text", path, change: (text: string): string => setDirective(text, name, [String(value)]) }) as const;

/** In percent, where ups.conf does not say. */
const USUAL_LOW = 20;

/** Seconds that a battery lasts once it is low; undefined where nobody has written how long it lasts. */
function leftWhenLow({ files: { ups }, runtimes }: CheckInput, upsname: string): number | undefined {
  const section = confOf(ups)?.sections.find(({ name }) => name === upsname);
  const runtime = runtimes.get(upsname);
  if (!section || runtime === undefined) return undefined;
  const settings = driverSettings({ upsname, section: section.entries });
  const low = settings.override("battery.charge.low") ?? settings.fallback("battery.charge.low");
  return Math.round((runtime * (Number(low) || USUAL_LOW)) / 100);
}

/** A server for others waits for them: HOSTSYNC. */
const waitsForOthers = ({ files: { nut } }: CheckInput): boolean => confOf(nut)?.mode === "netserver";

function findLongWaits(input: CheckInput): readonly Found[] {
  const settings = confOf(input.files.upsmon)?.settings;
  if (!settings) return [];
  const { oblbduration, hostsync, finaldelay } = settings;
  return ownMonitors(input).flatMap(({ system, upsname, powerValue, role }): readonly Found[] => {
    const sync = role === "primary" && waitsForOthers(input) ? hostsync : 0;
    const waits = { oblbduration: Math.max(0, oblbduration), hostsync: sync, finaldelay };
    const total = waits.oblbduration + waits.hostsync + waits.finaldelay;
    const left = powerValue > 0 ? leftWhenLow(input, upsname) : undefined;
    if (left === undefined || total < left) return [];
    const keys = (["oblbduration", "hostsync", "finaldelay"] as const).filter((key) => waits[key] > 0);
    const words = keys.map((key) => `${key.toUpperCase()} ${waits[key]}`).join(" and ");
    const text = `the battery of ${system} lasts about ${left} s once it is low, and ${words} may take ${total} s`;
    return [{ severity: "error", at: placeOf(input, ...keys), text }];
  });
}

export const TIME_RULES: readonly Rule[] = [
  {
    name: "waits-outlast-battery",
    looksAt:
      "OBLBDURATION, HOSTSYNC and FINALDELAY of upsmon.conf, and how long the battery lasts as far as it is written",
    means: "What upsmon waits for once the battery is low has to be over before it is empty.",
    mend: "shorten the waits, or raise battery.charge.low",
    find: findLongWaits,
  },
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
