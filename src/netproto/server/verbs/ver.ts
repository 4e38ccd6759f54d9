import { REQUESTS } from "../../requests.ts";
import { verb } from "../verb.ts";

/** What VER and server.info say, in the form of the C server's. */
export const serverInfo = (version: string): string => `Network UPS Tools upsd ${version} - nutts`;

export const ver = verb(REQUESTS.ver, { extra: "refused" }, ({ served }) => `${serverInfo(served.version)}\n`);
