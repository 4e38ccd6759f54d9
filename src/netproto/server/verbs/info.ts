import { REQUESTS } from "../../requests.ts";
import { RESPONSES } from "../../responses.ts";
import { type Verb, verb } from "../verb.ts";

const PROTOCOL_VERSION = "1.3";

/** As the C server lists them: PRIMARY, MASTER and FSD are for upsmon and stay unsaid. */
const LISTED = "HELP VER PROTVER GET LIST SET INSTCMD LOGIN LOGOUT USERNAME PASSWORD STARTTLS".split(" ");

/** What VER and server.info say, in the form of the C server's. */
export const serverInfo = (version: string): string => RESPONSES.ver.format({ version: [version, "-", "nutts"] });

const ver = verb(REQUESTS.ver, { extra: "refused" }, ({ served }) => serverInfo(served.version));

const netver = verb(REQUESTS.netver, { extra: "refused" }, () =>
  RESPONSES.netver.format({ version: PROTOCOL_VERSION }),
);

/** What NETVER is called since 2.8.0. */
const protver = verb(REQUESTS.protver, { extra: "refused" }, () =>
  RESPONSES.netver.format({ version: PROTOCOL_VERSION }),
);

const help = verb(REQUESTS.help, { extra: "refused" }, () => RESPONSES.help.format({ verbs: LISTED }));

export const INFO: readonly Verb[] = [ver, netver, protver, help];
