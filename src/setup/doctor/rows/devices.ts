/** What is plugged in: nodes, who may open them and who has, udev, the kernel. */
import type { CompleteUps } from "../../../conf/ups-conf.ts";
import { type PluggedIn, pluggedIn } from "../../service/udev/plugged-in.ts";
import { may, readGroupName } from "../../system/accounts.ts";
import type { FileTree } from "../../system/file-tree.ts";
import { holders, isRunning, processTitle, type RunningProcess } from "../measure/processes.ts";
import { deafAdapters, kernelDrivers } from "../measure/usb.ts";
import { AS_ROOT, type DoctorInput, type DoctorRow, fine, type Look, serves, unknown, upsesOf, wrong } from "../row.ts";
import { usesSerial, usesUsb } from "./machine.ts";

interface Node {
  /** `051d:0002`, or the section of ups.conf. */
  readonly what: string;
  readonly path: string;
  readonly usb: PluggedIn | undefined;
}

const sections = ({ check }: DoctorInput, uses: (ups: CompleteUps) => boolean): readonly CompleteUps[] =>
  serves(check) ? upsesOf(check).filter(uses) : [];

/** UPSes on USB, where a section wants one. */
const usbUpses = (input: DoctorInput): readonly PluggedIn[] =>
  sections(input, usesUsb).length > 0 ? pluggedIn(input.check.machine.tree) : [];

const nodesOf = (input: DoctorInput): readonly Node[] => [
  ...usbUpses(input).map((usb) => ({ what: usb.id, path: usb.node, usb })),
  ...sections(input, usesSerial).map(({ name, port }) => ({ what: name, path: port, usb: undefined })),
];

function lookAtUsb(input: DoctorInput): readonly Look[] {
  const wanted = sections(input, usesUsb);
  const there = usbUpses(input);
  if (wanted.length === 0) return [];
  if (there.length < wanted.length && input.check.machine.facts.container)
    return [
      wrong(
        `${there.length} of ${wanted.length} UPSes on USB can be seen in this container`,
        "docker run --device=/dev/bus/usb --device-cgroup-rule='c 189:* rmw' …",
      ),
    ];
  if (there.length === 0)
    return [wrong(`no UPS that we know is plugged in, and ${wanted.map(({ name }) => name).join(", ")} needs one`)];
  return [fine(`plugged in: ${there.map(({ id, node }) => `${id} at ${node}`).join(", ")}`)];
}

function nodeMend({ check }: DoctorInput, { path, usb }: Node, group: string | undefined): string {
  if (usb)
    return ruleFor(check.machine.tree, usb) === undefined
      ? "sudo nutts service install"
      : `sudo udevadm trigger --action=add ${usb.folder}`;
  const user = check.serverUser?.name ?? check.machine.facts.distribution.user;
  return group === undefined || group === "root" ? `sudo chgrp ${user} ${path}` : `sudo usermod -aG ${group} ${user}`;
}

function lookAtNode(input: DoctorInput, node: Node): readonly Look[] {
  const { serverUser, machine } = input.check;
  const stat = machine.tree.stat(node.path);
  const { what, path } = node;
  if (stat === undefined)
    return [
      wrong(
        `${what}: there is no ${path}`,
        node.usb ? `sudo udevadm trigger --action=add ${node.usb.folder}` : "nutts scanner -a",
      ),
    ];
  if (!serverUser) return [];
  if (may(serverUser, "read", stat) && may(serverUser, "write", stat))
    return [fine(`${what}: ${serverUser.name} may open ${path}`)];
  const group = readGroupName(machine.tree, stat.gid);
  const mode = stat.mode.toString(8).padStart(3, "0");
  return [
    wrong(
      `${what}: ${serverUser.name} may not open ${path} (mode ${mode}, group ${group ?? stat.gid})`,
      nodeMend(input, node, group),
    ),
  ];
}

/** Programs that take UPSes and serial ports, and what ends that. */
const RIVALS: Readonly<Record<string, string>> = {
  apcupsd: "sudo systemctl disable --now apcupsd",
  pwrstatd: "sudo systemctl disable --now pwrstatd",
  upowerd: "sudo systemctl mask --now upower",
  ModemManager: "sudo systemctl disable --now ModemManager",
  brltty: "sudo apt remove brltty",
};

function isDriver(process: RunningProcess, { check }: DoctorInput): boolean {
  const [first = "", second = ""] = process.command;
  if (first === "nutts:" || isRunning(process, "driver") || isRunning(process, "up")) return true;
  const names = [first, second].map((word) => word.slice(word.lastIndexOf("/") + 1));
  return upsesOf(check).some(({ driver }) => names.includes(driver));
}

function lookAtHolders(input: DoctorInput, { what, path }: Node): readonly Look[] {
  const { tree, me } = input.check.machine;
  if (tree.stat(path) === undefined) return [];
  const all = holders(tree, tree.resolve(path) ?? path);
  const rival = all.find((each) => !isDriver(each, input));
  if (rival) {
    const name = Object.keys(RIVALS).find((each) => isRunning(rival, each));
    return [
      wrong(
        `${what}: ${processTitle(rival)} has ${path} open`,
        name === undefined ? `sudo kill ${rival.pid}` : RIVALS[name],
      ),
    ];
  }
  if (all.length > 0) return [fine(`${what}: ${all.map(processTitle).join(", ")} has it open`)];
  return me.uid === 0
    ? [wrong(`${what}: no driver has ${path} open`)]
    : [unknown(`${what}: only root sees who has ${path} open`, AS_ROOT)];
}

const RULE_FOLDERS = ["/etc/udev/rules.d", "/run/udev/rules.d", "/usr/lib/udev/rules.d", "/lib/udev/rules.d"];

function textOf(tree: FileTree, path: string): string {
  try {
    return tree.read(path) ?? "";
  } catch {
    return "";
  }
}

/** The file whose rule gives the device to a group. */
function ruleFor(tree: FileTree, { id }: PluggedIn): string | undefined {
  const [vendor, product] = id.toLowerCase().split(":");
  const line = new RegExp(
    `^[^#\\n]*"${vendor}"[^\\n]*"(?:[^"\\n]*\\|)?${product}(?:\\|[^"\\n]*)?"[^\\n]*GROUP\\s*[:+]?=`,
    "im",
  );
  return RULE_FOLDERS.flatMap((folder) =>
    tree
      .list(folder)
      .filter((name) => name.endsWith(".rules"))
      .map((name) => `${folder}/${name}`),
  ).find((path) => line.test(textOf(tree, path)));
}

function lookAtRule({ check: { machine } }: DoctorInput, usb: PluggedIn): readonly Look[] {
  if (machine.facts.container || machine.facts.distribution.udevRules === undefined) return [];
  const file = ruleFor(machine.tree, usb);
  if (file !== undefined) return [fine(`${usb.id}: ${file}`)];
  return [wrong(`${usb.id}: no rule gives it to a group, and the driver may not open it after the next plugging in`)];
}

/** A device whose driver runs has been taken from the kernel. */
function lookAtKernel(input: DoctorInput, usb: PluggedIn): readonly Look[] {
  const { tree } = input.check.machine;
  const drivers = kernelDrivers(tree, usb.folder);
  const named = [...new Set(drivers.flatMap((driver) => driver ?? []))];
  if (drivers.length === 0 || named.includes("usbfs"))
    return drivers.length === 0 ? [] : [fine(`${usb.id}: a program has it`)];
  const [kernel] = named;
  const opened = holders(tree, usb.node).some((each) => isDriver(each, input));
  if (opened && kernel !== undefined)
    return [wrong(`${usb.id}: ${kernel} of the kernel still has it, though a driver has it open`)];
  return [
    fine(
      kernel === undefined
        ? `${usb.id}: the kernel leaves it alone`
        : `${usb.id}: ${kernel} of the kernel gives it up when a driver starts`,
    ),
  ];
}

function lookAtAdapters(input: DoctorInput): readonly Look[] {
  const { tree } = input.check.machine;
  const missing = sections(input, usesSerial).filter(({ port }) => tree.stat(port) === undefined);
  if (missing.length === 0) return [];
  return deafAdapters(tree).map(({ id, chip, module }) =>
    wrong(
      `a serial adapter (${chip}, ${id}) is plugged in, and the kernel makes no port of it`,
      `sudo modprobe ${module}`,
    ),
  );
}

export const DEVICE_ROWS: readonly DoctorRow[] = [
  {
    name: "usb-device",
    looksAt: "what is plugged in by USB, where a section of ups.conf wants a UPS there",
    means:
      "A driver finds only what the kernel has found: a cable for charging has no data lines, and some UPSes fall asleep.",
    mend: "nutts scanner -U",
    look: lookAtUsb,
  },
  {
    name: "device-node",
    looksAt: "the nodes of USB devices and serial ports, and who may open them",
    means: "Drivers do not run as root. Their user has to be let in by the node's group.",
    mend: "sudo nutts service install",
    look: (input) => nodesOf(input).flatMap((node) => lookAtNode(input, node)),
  },
  {
    name: "device-holder",
    looksAt: "which processes have a device open",
    means: "Only one program can speak with a UPS. Another one gets half of the answers, or none.",
    mend: "sudo nutts driver start",
    look: (input) => nodesOf(input).flatMap((node) => lookAtHolders(input, node)),
  },
  {
    name: "udev-rule",
    looksAt: "the rules of udev, for each UPS on USB",
    means:
      "Rights that were given by hand are gone when the UPS is plugged in again, and some UPSes do that by themselves.",
    mend: "sudo nutts service install",
    look: (input) => usbUpses(input).flatMap((usb) => lookAtRule(input, usb)),
  },
  {
    name: "kernel-driver",
    looksAt: "which driver of the kernel has a UPS on USB, and serial adapters that have none",
    means: "The kernel's own driver keeps ours from the device, and without one a serial adapter is no port.",
    mend: "sudo nutts driver stop && sudo nutts driver start",
    look: (input) => [...usbUpses(input).flatMap((usb) => lookAtKernel(input, usb)), ...lookAtAdapters(input)],
  },
];
