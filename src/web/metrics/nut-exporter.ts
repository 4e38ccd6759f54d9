/** `network_ups_tools_*`, as DRuggeri's nut_exporter 3.2 names them. */
import { describeVariable } from "../../nut/catalogue/variables.ts";
import { parseDecimal } from "../../nut/decimal.ts";
import { parseStatus } from "../../nut/status.ts";
import type { Metric, Sample } from "./metric.ts";
import type { SeenUps } from "./seen-ups.ts";

const PREFIX = "network_ups_tools_";

/** Flags that are there as 0 when they are not set; others come and go. */
const FLAGS = [
  "OL",
  "OB",
  "LB",
  "HB",
  "RB",
  "CHRG",
  "DISCHRG",
  "BYPASS",
  "CAL",
  "OFF",
  "OVER",
  "TRIM",
  "BOOST",
  "FSD",
  "SD",
];

/** Words that count as numbers, in any case. */
const ON = /^(enabled?|on|true|active|activated)$/i;
const OFF = /^(disabled?|off|false|inactive|deactivated)$/i;

const DEVICE = ["model", "mfr", "serial", "type", "description", "contact", "location", "part", "macaddr"];

export function valueOfText(text: string): number | undefined {
  if (ON.test(text)) return 1;
  return OFF.test(text) ? 0 : parseDecimal(text);
}

function variableMetrics({ ups, labels }: SeenUps): readonly Metric[] {
  return [...ups.snapshot.values].flatMap(([variable, text]) => {
    const value = variable === "ups.status" ? undefined : valueOfText(text);
    if (value === undefined) return [];
    const help = `${describeVariable(variable) ?? ups.server.describe(variable) ?? "Unknown to nutts"} (${variable})`;
    return [{ name: PREFIX + variable.replace(/[.-]/g, "_"), help, samples: [{ labels, value }] }];
  });
}

function statusSamples({ labels, tokens, text }: SeenUps): readonly Sample[] {
  if (text("ups.status") === undefined) return [];
  const further = tokens.filter((token) => !FLAGS.includes(token));
  return [...FLAGS, ...new Set(further)].map((flag) => ({
    labels: { flag, ...labels },
    value: tokens.includes(flag) ? 1 : 0,
  }));
}

const deviceInfo = ({ labels, text }: SeenUps): Sample => ({
  labels: { ...Object.fromEntries(DEVICE.map((key) => [key, text(`device.${key}`) ?? ""])), ...labels },
  value: 1,
});

export const nutExporterMetrics = (upses: readonly SeenUps[]): readonly Metric[] => [
  ...upses.flatMap(variableMetrics),
  { name: `${PREFIX}ups_status`, help: "UPS status (ups.status)", samples: upses.flatMap(statusSamples) },
  { name: `${PREFIX}device_info`, help: "UPS Device information", samples: upses.map(deviceInfo) },
];

/** What `?variables=` and `?statuses=` of a scrape leave of them. */
export function chosenMetrics(
  metrics: readonly Metric[],
  variables: string | null,
  statuses: string | null,
): readonly Metric[] {
  const names = variables
    ? new Set(variables.split(",").map((name) => PREFIX + name.trim().replace(/[.-]/g, "_")))
    : undefined;
  const flags = statuses ? new Set(parseStatus(statuses.replace(/,/g, " "))) : undefined;
  const kept = metrics.filter(({ name }) => !names || names.has(name) || name === `${PREFIX}device_info`);
  if (!flags) return kept;
  return kept.map((metric) =>
    metric.name === `${PREFIX}ups_status`
      ? { ...metric, samples: metric.samples.filter(({ labels }) => flags.has(labels.flag ?? "")) }
      : metric,
  );
}
