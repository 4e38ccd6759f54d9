import type { HelpTopic } from "./topic.ts";

export const CONTAINERS: HelpTopic = {
  name: "containers",
  summary: "Docker and its kin: what has to be handed in, and what cannot work",
  page: `\
One process runs drivers, server, upsmon and dashboard, in the foreground:

    nutts up
    nutts up --web 0.0.0.0:8080

The sources have a Dockerfile and a compose file in packaging/docker: an
ordinary user, no capabilities, a file system that cannot be written to, a
health check. What such a container needs:

  files     /etc/nut, readable for its user (mode 640, by number)
  network   LISTEN 0.0.0.0 in upsd.conf, as its localhost is its own, and
            port 3493 published: 127.0.0.1:3493:3493 for the host alone
  USB       the folder /dev/bus/usb (a device gets another name with each
            plugging), the rule "c 189:* rmw" for devices, and the number of
            the group that the host's udev gives the UPS to
  serial    the device, such as /dev/ttyUSB0, and the number of its group
  sockets   a small writable /run/nut, or NUT_STATEPATH

The udev rule belongs to the host; it is among what this shows:

    nutts service install --print

A container that ends takes no machine down with it. What shuts the host down is
an upsmon on the host, as a client of the container:

    sudo nutts init --role netclient --server ups@localhost

The late hook of a shutdown is not there in a container either. The UPS can be
told beforehand: SHUTDOWNRETURN, see nutts help shutdown.

Healthy is who answers, which a UPS that is unplugged does not change:

    nutts upsc -l localhost

To read again what was changed, send SIGHUP to the process.
`,
};
