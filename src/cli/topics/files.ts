import type { HelpTopic } from "./topic.ts";

export const FILES: HelpTopic = {
  name: "files",
  summary: "which file holds what, where they are, who may read them",
  page: `\
The files are those of Network UPS Tools, in /etc/nut with most systems, or
where NUT_CONFPATH says:

  nut.conf           MODE: what is started on this machine
  ups.conf           the UPSes: a section each, with driver and port
  upsd.conf          the server: LISTEN, MAXAGE, CERTFILE
  upsd.users         who may log in, set variables, run commands
  upsmon.conf        what to watch (MONITOR), how to shut down (SHUTDOWNCMD),
                     whom to tell (NOTIFYCMD, NOTIFYFLAG)
  upssched.conf      timers that events start and cancel
  upssched-cmd.conf  what is done when one of them is over
  notify.conf        mail, push services, webhooks
  nutauth.conf       user and password for commands that you type
  web.conf           MQTT, InfluxDB, Domoticz and others that are told

Each has a manual page, such as upsmon.conf(5) and ups.conf(5).

For a UPS that is plugged in here: nut.conf, ups.conf, upsd.users, upsmon.conf.
To see them first, and to have them written:

    nutts init --print
    sudo nutts init

upsd.users, upsmon.conf and nutauth.conf hold passwords: they belong to root
and the group of NUT, with mode 640.

After a change see whether it is right, then have it read:

    sudo nutts check
    sudo nutts driver -c reload
    sudo nutts upsd -c reload
    sudo nutts upsmon -c reload

A line that cannot be used is named with file, line and column, and left out.
`,
};
