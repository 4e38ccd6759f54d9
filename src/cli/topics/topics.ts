import { CONTAINERS } from "./containers.ts";
import { FILES } from "./files.ts";
import { GETTING_STARTED } from "./getting-started.ts";
import { NAS } from "./nas.ts";
import { ROLES } from "./roles.ts";
import { SHUTDOWN } from "./shutdown.ts";
import { TLS } from "./tls.ts";
import type { HelpTopic } from "./topic.ts";
import { TROUBLESHOOTING } from "./troubleshooting.ts";
import { USB_PERMISSIONS } from "./usb-permissions.ts";

/** In the order in which somebody new needs them. */
export const HELP_TOPICS: readonly HelpTopic[] = [
  GETTING_STARTED,
  ROLES,
  FILES,
  USB_PERMISSIONS,
  NAS,
  TLS,
  SHUTDOWN,
  TROUBLESHOOTING,
  CONTAINERS,
];

export const topicText = ({ name, summary, page }: HelpTopic): string => `${name}: ${summary}\n\n${page}`;
