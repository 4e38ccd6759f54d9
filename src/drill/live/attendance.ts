/** Who is logged in to a UPS and its stages, and who of them has answered. */
import type { DrillHost } from "../../nut/drill.ts";

/** One UPS of the server: addresses that are logged in, and hosts that have answered. */
export interface Roll {
  readonly stage: string | undefined;
  readonly clients: readonly string[];
  readonly hosts: readonly DrillHost[];
}

export interface PresentHost extends DrillHost {
  /** The stage with which it leaves. */
  readonly stage: string | undefined;
}

export interface SilentHost {
  readonly address: string;
  readonly stage: string | undefined;
}

export interface Attendance {
  readonly hosts: readonly PresentHost[];
  readonly silent: readonly SilentHost[];
}

/** Addresses that are logged in and have not answered, each as often as it is logged in. */
function silentIn({ clients, hosts, stage }: Roll): readonly SilentHost[] {
  const left = [...clients];
  for (const { address } of hosts) {
    const at = left.indexOf(address);
    if (at >= 0) left.splice(at, 1);
  }
  return left.map((address) => ({ address, stage }));
}

/** A primary watches the stages of its UPS besides: it stays up when they leave, and is no host of theirs. */
const isWatcher = ({ fate, address, name }: DrillHost, own: Roll): boolean =>
  fate.kind === "up" && own.hosts.some((host) => host.address === address && host.name === name);

export function attendanceOf(own: Roll, stages: readonly Roll[]): Attendance {
  const placed = ({ stage, hosts }: Roll): readonly PresentHost[] => hosts.map((host) => ({ ...host, stage }));
  const onStages = stages.flatMap((roll) => placed(roll).filter((host) => !isWatcher(host, own)));
  return { hosts: [...placed(own), ...onStages], silent: [own, ...stages].flatMap(silentIn) };
}
