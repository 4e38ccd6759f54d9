import type { HelpTopic } from "./topic.ts";

export const SHUTDOWN: HelpTopic = {
  name: "shutdown",
  summary: "when machines go down, off and on again, and how to rehearse it",
  page: `\
upsmon shuts down when the UPS is on battery and says that the battery is low,
when somebody orders it (FSD), or when a UPS on battery falls silent for longer
than DEADTIME. Order: FSD for the secondaries, up to HOSTSYNC seconds for them
to leave, FINALDELAY, the file POWERDOWNFLAG, SHUTDOWNCMD. Nothing revokes it.

To go earlier, rules in upsmon.conf; each line is enough, and its conditions
count together:

    SHUTDOWNON ups@localhost onbattery 600
    SHUTDOWNON * charge 30 onbattery 60

Off and on again: machines stay down when the mains comes back unless the UPS
takes their power away and gives it back. Two ways, best both:

  - the last script of the shutdown, which POWERDOWNFLAG calls for; it comes
    with the services
  - the UPS is told by the running driver, before SHUTDOWNCMD (upsmon.conf):

    SHUTDOWNRETURN 1
    SHUTDOWNTIME 120

    The user of MONITOR needs this in upsd.users:

    actions = SET
    instcmds = shutdown.return shutdown.stop

Set the firmware of each machine to switch on when power comes back.

Rehearse it, on paper and then with every upsmon of nutts on the network.
Nothing is switched off by either:

    sudo nutts drill
    sudo nutts drill --live

The real thing, for this machine and everything that hangs on its UPSes:

    sudo nutts upsmon -c fsd
`,
};
