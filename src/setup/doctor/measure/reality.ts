/** What is measured besides files: servers, services, firewall, clock, Node and its native modules. */
import type { ProcessRunner } from "../../../system/process/process-runner.ts";

import { type CheckInput, confOf } from "../../check/check-input.ts";
import { type ServiceStatus, serviceStatus } from "../../service/status.ts";
import { isClockSet } from "./clock-source.ts";
import { type FirewallLook, lookAtFirewall } from "./firewall.ts";
import { lookAtServers, type MonitorLook } from "./servers.ts";

export interface Reality {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** `22.1.0`. */
  readonly node: string;
  /** Why a native module cannot be loaded; undefined where it can. */
  readonly modules: ReadonlyMap<string, string | undefined>;
  readonly services: readonly ServiceStatus[];
  /** Something sets the clock; undefined where nobody can tell. */
  readonly clockSet: boolean | undefined;
  readonly firewall: FirewallLook | undefined;
  readonly monitors: readonly MonitorLook[];
}

export interface Means {
  readonly runner: Pick<ProcessRunner, "run">;
  readonly now: number;
  readonly node: string;
}

async function nativeModules(): Promise<Reality["modules"]> {
  const { loadSerialPort, loadUsb, missed } = await import("../../../transport/native-modules.ts");
  const why = async (load: () => Promise<unknown>): Promise<string | undefined> => (await missed(load))?.message;
  return new Map([
    ["usb", await why(() => loadUsb())],
    ["serialport", await why(() => loadSerialPort())],
  ]);
}

export async function measure({ machine, files }: CheckInput, { runner, now, node }: Means): Promise<Reality> {
  const { tree, facts } = machine;
  const conf = confOf(files.upsmon)?.settings;
  const [modules, services, clockSet, firewall, monitors] = await Promise.all([
    nativeModules(),
    serviceStatus({ tree, facts, runner }),
    isClockSet(machine, runner),
    lookAtFirewall(machine, runner),
    conf ? lookAtServers(conf) : [],
  ]);
  return { now, node, modules, services, clockSet, firewall, monitors };
}
