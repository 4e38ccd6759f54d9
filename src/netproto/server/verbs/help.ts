import { REQUESTS } from "../../requests.ts";
import { verb } from "../verb.ts";

/** As the C server lists them: PRIMARY, MASTER and FSD are for upsmon and stay unsaid. */
const LISTED = "HELP VER PROTVER GET LIST SET INSTCMD LOGIN LOGOUT USERNAME PASSWORD STARTTLS";

export const help = verb(REQUESTS.help, { extra: "refused" }, () => `Commands: ${LISTED}\n`);
