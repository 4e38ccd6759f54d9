import { REQUESTS } from "../../requests.ts";
import { verb } from "../verb.ts";

const PROTOCOL_VERSION = "1.3";

export const netver = verb(REQUESTS.netver, { extra: "refused" }, () => `${PROTOCOL_VERSION}\n`);
/** What NETVER is called since 2.8.0. */
export const protver = verb(REQUESTS.protver, { extra: "refused" }, () => `${PROTOCOL_VERSION}\n`);
