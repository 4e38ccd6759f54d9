/** A live drill as a person reads it. */
import type { Palette } from "../../cli/palette.ts";
import { durationText } from "../../nut/duration-text.ts";
import type { HostOutcome, HostReport, LiveReport } from "./report.ts";

function outcomeText(outcome: HostOutcome): string {
  switch (outcome.kind) {
    case "down":
      return `SHUTDOWNCMD after ${durationText(outcome.command)}, off after ${durationText(outcome.off)}`;
    case "up":
      return "would stay up: enough other supplies are left";
    case "silent":
      return "no answer: not an upsmon of nutts, or it does not poll (it was told nothing, and would be told by FSD)";
  }
}

function nameOf({ address, name, stage }: HostReport): string {
  const about = [...(name === undefined ? [] : [address]), ...(stage === undefined ? [] : [`stage ${stage}`])];
  return `${name ?? address}${about.length > 0 ? ` (${about.join(", ")})` : ""}`;
}

export function liveText({ ups, hosts, ok, verdict }: LiveReport, paint: Palette): string {
  const width = Math.max(0, ...hosts.map((host) => nameOf(host).length));
  const rows = hosts.map((host) => {
    const heard = host.heardAfter === undefined ? "" : `heard after ${host.heardAfter.toFixed(1)} s; `;
    return `  ${nameOf(host).padEnd(width)}  ${heard}${outcomeText(host.outcome)}`;
  });
  const head = `Live drill on ${ups}: nothing is switched off. As if its battery were low on battery now:`;
  return `${[head, ...rows, "", (ok ? paint.good : paint.bad)(verdict)].join("\n")}\n`;
}
