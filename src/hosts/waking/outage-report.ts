/** How an outage went, for people and as a line for programs. Pure. */
import { durationText } from "../../nut/duration-text.ts";
import type { HostEnd, HostRecord } from "../memory/host-record.ts";
import type { OutageRecord } from "../memory/outage-record.ts";

const MS = 1000;
/** Clocks may be set in between. */
const secondsBetween = (from: number, to: number): number => Math.max(0, Math.round((to - from) / MS));
const after = (from: number, to: number): string => durationText(secondsBetween(from, to));

const ENDS: Readonly<Record<HostEnd["kind"], (since: string) => string>> = {
  back: (since) => `back ${since} after mains`,
  "given-up": () => "NOT BACK, look after it",
  stayed: () => "never went down",
  woken: (since) => `told to wake ${since} after mains`,
};

function hostText({ name, at, downAt, end }: HostRecord, { since, until = since }: OutageRecord): string {
  const told = `${name}: told to go after ${after(since, at)}`;
  const down = downAt === undefined ? [] : [`down after ${after(since, downAt)}`];
  const ended = end ? [ENDS[end.kind](after(until, end.at))] : [];
  return [told, ...down, ...ended].join(", ");
}

/** One text, without line ends. */
export function reportText(outage: OutageRecord, hosts: readonly HostRecord[]): string {
  const { ups, since, until = since, charge, runtime, again } = outage;
  return [
    `${ups}: outage of ${after(since, until)} from ${new Date(since).toISOString()}`,
    ...(again === undefined ? [] : [`mains failed ${again} more time${again > 1 ? "s" : ""} before all were back`]),
    charge === undefined ? "how deep the battery went is not known" : `battery down to ${charge} %`,
    ...(runtime === undefined ? [] : [`${durationText(runtime)} left at the least`]),
    ...hosts.toSorted((a, b) => a.at - b.at).map((host) => hostText(host, outage)),
    ...(hosts.length === 0 ? ["no host was shut down"] : []),
  ].join("; ");
}

const two = (value: number): string => String(value).padStart(2, "0");

/** As upslog begins its lines. */
function stamp(at: number): string {
  const time = new Date(at);
  const day = [time.getFullYear(), two(time.getMonth() + 1), two(time.getDate())].join("");
  return `${day} ${[time.getHours(), time.getMinutes(), time.getSeconds()].map(two).join("")}`;
}

/**
 *     20261130 011203 ups@h 750 43 300 nas=120:back+240 pve=300:given-up
 *     └ began         └ UPS │   │  └ least runtime  └ went after 300 s
 *                           │   └ lowest charge
 *                           └ seconds
 */
export function reportLine(
  { ups, since, until = since, charge, runtime }: OutageRecord,
  hosts: readonly HostRecord[],
): string {
  const fates = hosts.map(({ name, at, end }) => {
    const fate =
      end === undefined ? "" : `:${end.kind}${end.kind === "back" ? `+${secondsBetween(until, end.at)}` : ""}`;
    return `${name}=${secondsBetween(since, at)}${fate}`;
  });
  return [stamp(since), ups, secondsBetween(since, until), charge ?? "NA", runtime ?? "NA", ...fates].join(" ");
}
