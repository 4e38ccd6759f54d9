/** The lines above the first section of upssched-cmd.conf: what the battery is kept for, when hosts are woken, who hears how it went. */
import { type Reporter, WHOLE_FILE } from "../problem.ts";
import type { RawEntry } from "../sections.ts";
import { SectionSettings, type SettingRow } from "../settings/section-settings.ts";

export interface Recovery {
  /** Seconds of the battery that are left to this machine itself. */
  readonly reserve: number;
  /** Seconds that mains have to be back before anything is woken. */
  readonly after: number;
  /** Percent of charge that there has to be. */
  readonly charge: number;
  /** Channels that hear of an outage when it is over; [] for all, undefined for none. */
  readonly report: readonly string[] | undefined;
  /** Somebody has asked to be told, also where there are no hosts. */
  readonly asked: boolean;
  /** Where a line for each outage goes; undefined for the folder of what is remembered. */
  readonly log: string | undefined;
}

export const RECOVERY_ROWS = [
  {
    name: "RESERVE",
    help: "seconds of the battery that this machine keeps for itself",
    fallback: "60",
    within: [0, 3600],
  },
  { name: "WAKEAFTER", help: "seconds that mains have to be back", fallback: "60", within: [0, 86_400] },
  { name: "WAKECHARGE", help: "percent of charge that there has to be", fallback: "0", within: [0, 100] },
  { name: "OUTAGEREPORT", help: "channels that hear how an outage went; all, or none", fallback: "all" },
  { name: "OUTAGELOG", help: "file that gets a line for each outage" },
] as const satisfies readonly SettingRow[];

export function readRecovery(globals: readonly RawEntry[], report: Reporter): Recovery {
  const section = new SectionSettings(globals, report, "file");
  section.checkNames(RECOVERY_ROWS.map(({ name }) => name));
  const [reserve = "", after = "", charge = "", told = "", log = ""] = RECOVERY_ROWS.map(
    (row: SettingRow) => section.checked(row) ?? row.fallback ?? "",
  );
  if (log !== "" && !log.startsWith("/")) {
    const text = `OUTAGELOG ${log} is no absolute path: it is made wherever upssched-cmd is started`;
    report.warning(section.place("OUTAGELOG") ?? WHOLE_FILE, text, "write /var/lib/nut/outages.log");
  }
  const channels = told.split(/[\s,]+/).filter((word) => word !== "");
  return {
    reserve: Number(reserve),
    after: Number(after),
    charge: Number(charge),
    report: channels.includes("none") ? undefined : channels.includes("all") ? [] : channels,
    asked: section.value("OUTAGEREPORT") !== undefined || log !== "",
    log: log === "" ? undefined : log,
  };
}
