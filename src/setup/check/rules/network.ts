/** Who serves whom: MODE, LISTEN, and the hosts of MONITOR. */
import { parseShellFragment } from "../../../conf/shell-fragment.ts";
import type { ListenAddress } from "../../../conf/upsd-conf.ts";
import { type CheckInput, confOf } from "../check-input.ts";
import { type Found, type Rule, type Spot, spot, wholeFile } from "../rule.ts";
import {
  DEFAULT_LISTEN,
  isAddress,
  isEveryAddress,
  isLoopback,
  isOwnAddress,
  isServed,
  isThisMachine,
} from "../this-host.ts";

function placeOfMode({ files: { nut } }: CheckInput): Spot {
  const mode =
    nut.kind === "read"
      ? parseShellFragment(nut.text, nut.path).assignments.findLast(({ name }) => name === "MODE")
      : undefined;
  return mode ? spot(nut.path, mode) : wholeFile(nut.path);
}

const listens = ({ files: { upsd } }: CheckInput): readonly ListenAddress[] => confOf(upsd)?.settings.listen ?? [];

const servesNetwork = (input: CheckInput): boolean => listens(input).some(({ host }) => !isLoopback(host));

interface Roles {
  readonly mode: string | undefined;
  readonly upses: number;
  readonly monitors: number;
  readonly own: number;
}

function rolesOf({ files, machine }: CheckInput): Roles {
  const monitors = confOf(files.upsmon)?.settings.monitors ?? [];
  return {
    mode: files.nut.kind === "missing" ? "none" : confOf(files.nut)?.mode,
    upses: confOf(files.ups)?.sections.length ?? 0,
    monitors: monitors.length,
    own: monitors.filter(({ host }) => isThisMachine(host, machine)).length,
  };
}

const wanted = (input: CheckInput, { upses }: Roles): string =>
  upses === 0 ? "netclient" : servesNetwork(input) ? "netserver" : "standalone";

/** Why the mode does not fit what the files say, or undefined. */
function misfit(input: CheckInput, roles: Roles): string | undefined {
  const { mode, upses, monitors, own } = roles;
  const { files, folder, machine } = input;
  // Elsewhere the files are for programs that are started by hand.
  if (files.nut.kind === "missing" && folder !== machine.facts.distribution.confPath) return undefined;
  if (files.ups.kind === "unreadable" || (upses === 0 && monitors === 0)) return undefined;
  const serves = mode === "standalone" || mode === "netserver";
  if (mode === "none")
    return `MODE is none: the services of NUT start nothing${files.nut.kind === "missing" ? " (there is no nut.conf)" : ""}`;
  if (mode === "netclient" && own > 0)
    return "MODE is netclient: no driver and no upsd starts here, and MONITOR asks this machine";
  if (mode === "netclient" && upses > 0 && monitors === own)
    return "MODE is netclient: the UPSes of ups.conf are not served";
  if (serves && upses === 0) return `MODE is ${mode}, and ups.conf has no UPS to serve`;
  if (mode === "standalone" && servesNetwork(input))
    return "MODE is standalone, which is for this machine alone, and LISTEN serves others";
  return undefined;
}

const placeOf = ({ files: { upsd } }: CheckInput, listen: ListenAddress): Spot =>
  spot(upsd.path, confOf(upsd)?.placeOf(listen) ?? { line: 0, column: 0 });

const URL_OF = ({ host, port }: ListenAddress): string => `${host} port ${port}`;

export const NETWORK_RULES: readonly Rule[] = [
  {
    name: "mode",
    looksAt: "MODE of nut.conf, ups.conf, LISTEN of upsd.conf, MONITOR of upsmon.conf",
    means:
      "MODE says what the services start: nothing (none), drivers, upsd and upsmon for this machine (standalone) or for others too (netserver), upsmon alone (netclient).",
    mend: "write the MODE that fits",
    find: (input) => {
      const roles = rolesOf(input);
      const text = misfit(input, roles);
      if (text === undefined) return [];
      const advice = `write MODE=${wanted(input, roles)} into ${input.files.nut.path}`;
      const severity = roles.mode === "standalone" && roles.upses > 0 ? "note" : "error";
      return [{ severity, at: placeOfMode(input), text, advice }];
    },
  },
  {
    name: "listen-address",
    looksAt: "LISTEN of upsd.conf, and the addresses of this machine",
    means:
      "upsd cannot listen on an address that the machine does not have: it serves the others, and C's does not start at all.",
    mend: "write an address of this machine, or * for all",
    find: (input) =>
      listens(input).flatMap((listen): readonly Found[] => {
        if (!isAddress(listen.host) || isEveryAddress(listen.host) || isOwnAddress(listen.host, input.machine))
          return [];
        const text = `LISTEN ${listen.host}: this machine has no such address now`;
        return [{ severity: "warning", at: placeOf(input, listen), text }];
      }),
  },
  {
    name: "listen-local-only",
    looksAt: "MODE of nut.conf, and LISTEN of upsd.conf",
    means: "Without a LISTEN upsd serves this machine alone. Other machines cannot connect, and are not shut down.",
    mend: "write LISTEN with the address that the others use, or * for all",
    find: (input) => {
      const {
        files: { nut, upsd },
      } = input;
      if (confOf(nut)?.mode !== "netserver" || servesNetwork(input)) return [];
      const [first] = listens(input);
      const text = `MODE is netserver, but upsd listens on the loopback alone${first ? "" : " (no LISTEN is written)"}: no other machine can connect`;
      return [{ severity: "error", at: first ? placeOf(input, first) : wholeFile(upsd.path), text }];
    },
  },
  {
    name: "listen-misses-monitor",
    looksAt: "LISTEN of upsd.conf, and MONITOR of upsmon.conf",
    means:
      "upsmon of this machine asks at an address or port where its upsd does not listen: it never gets a connection.",
    mend: "write LISTEN with the address and port of the MONITOR line, or MONITOR …@localhost",
    find: (input) => {
      const {
        files: { upsmon, ups, nut },
        machine,
      } = input;
      const conf = confOf(upsmon);
      if (!conf || (confOf(ups)?.sections.length ?? 0) === 0 || confOf(nut)?.mode === "netclient") return [];
      const served = listens(input).length > 0 ? listens(input) : DEFAULT_LISTEN;
      return conf.settings.monitors.flatMap((monitor): readonly Found[] => {
        if (!isThisMachine(monitor.host, machine) || isServed(served, monitor)) return [];
        const text = `MONITOR ${monitor.system}: upsd of this machine does not listen there, but on ${served.map(URL_OF).join(", ")}`;
        return [{ severity: "error", at: spot(upsmon.path, conf.placeOf(monitor)), text }];
      });
    },
  },
];
