/** Which servers are this machine's own. */
import type { Monitor } from "../conf/upsmon-conf.ts";
import { ownAddresses } from "../system/own-addresses.ts";

export const LOOPBACK = /^(?:localhost|127\.|::1$|::ffff:127\.)/;

export const isLocal = ({ host }: Pick<Monitor, "host">): boolean => LOOPBACK.test(host) || ownAddresses().has(host);
