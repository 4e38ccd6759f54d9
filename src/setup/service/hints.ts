/** What no service can do by itself: the firewall, a container's devices, the order of things at home. */
import type { SystemFacts } from "../system/system-facts.ts";
import { inAHome, servesHere } from "./layout.ts";
import type { Site } from "./site.ts";

const PORT = 3493;

interface Firewall {
  readonly program: string;
  readonly open: string;
}

const FIREWALLS: readonly Firewall[] = [
  { program: "/usr/sbin/ufw", open: `ufw allow from 192.168.0.0/16 to any port ${PORT} proto tcp` },
  { program: "/usr/bin/firewall-cmd", open: "firewall-cmd --permanent --add-service=nut && firewall-cmd --reload" },
  {
    program: "/usr/sbin/nft",
    open: `nft add rule inet filter input ip saddr 192.168.0.0/16 tcp dport ${PORT} accept`,
  },
  { program: "/usr/sbin/iptables", open: `iptables -A INPUT -s 192.168.0.0/16 -p tcp --dport ${PORT} -j ACCEPT` },
];

function firewallHint({ layout, standing }: Site): readonly string[] {
  const firewall = FIREWALLS.find(({ program }) => standing.has(program));
  if (layout.mode !== "netserver" || firewall === undefined) return [];
  return [`Other machines reach this server where port ${PORT} is open to them: ${firewall.open}`];
}

function homeHint({ layout }: Site): readonly string[] {
  const path = inAHome(layout);
  if (path === undefined) return [];
  return [
    `${path} lies in somebody's home, which has to be there, and stay as it is, whenever the services start: better npm install -g nutts as root, with a Node of the system`,
  ];
}

function modeHint({ facts, layout }: Site): readonly string[] {
  if (layout.mode === "none")
    return [
      `${facts.confPath}/nut.conf says MODE=none: no daemon starts with it. MODE=standalone is for this machine alone, netserver serves others, netclient follows a server`,
    ];
  if (servesHere(layout) && layout.upsnames.length === 0)
    return [`${facts.confPath}/ups.conf has no UPS yet: nutts scanner --write adds what is plugged in`];
  return [];
}

const hookHint = ({ facts, layout, standing }: Site): readonly string[] =>
  facts.init.name === "systemd" && servesHere(layout) && standing.has("/etc/init.d/ups-monitor")
    ? [
        "A package of the C project may put its own late hook back when it is upgraded; run nutts service install again then",
      ]
    : [];

export const hints = (site: Site): readonly string[] => [
  ...modeHint(site),
  ...homeHint(site),
  ...firewallHint(site),
  ...hookHint(site),
];

/** What to write where services are nobody's: containers, and inits that are not known. */
export const withoutServices = ({ container, init, title }: SystemFacts): string =>
  container
    ? [
        "this is a container, and what starts in it is its command: nutts up (drivers and upsd), or nutts upsmon -F.",
        `A USB UPS is handed in from outside: --device=/dev/bus/usb --device-cgroup-rule='c 189:* rmw', and -p ${PORT}:${PORT} for clients`,
      ].join("\n")
    : `services of ${init.name === "none" ? `the init of ${title}` : init.name} are not known: have nutts up and nutts upsmon -F started at boot; nutts service install --print --init systemd shows what units would be`;
