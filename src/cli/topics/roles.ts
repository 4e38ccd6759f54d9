import type { HelpTopic } from "./topic.ts";

export const ROLES: HelpTopic = {
  name: "roles",
  summary: "MODE, primary and secondary: which machine does what",
  page: `\
MODE in nut.conf says what is started on a machine:

  none         nothing
  standalone   drivers, upsd and upsmon; the UPS is plugged in here and feeds
               this machine, and nobody else asks
  netserver    the same, and upsd listens to other machines
  netclient    upsmon alone, which asks the upsd of another machine

The last word of a MONITOR line in upsmon.conf says which part this machine
plays in a shutdown:

  primary      the UPS is plugged in here. When its battery is low it tells the
               others, waits until they have left (HOSTSYNC seconds at most),
               goes last, and has the UPS switched off
  secondary    fed by the same UPS, asks over the network, and leaves at once
               when the primary says so

The number before the user is how many power supplies of this machine the UPS
feeds: 1 for most, 0 to watch it and never shut down for it. MINSUPPLIES is how
many must stand.

    MONITOR ups@localhost 1 admin PASSWORD primary
    MONITOR ups@nas 1 monuser PASSWORD secondary

User and password are those of upsd.users on the machine that serves the UPS,
where the section of the user needs the same role:

    upsmon = secondary

Set up a server, and on another machine its client:

    sudo nutts init --role netserver
    sudo nutts init --server ups@nas --user monuser

Old files say master and slave; they are understood.
`,
};
