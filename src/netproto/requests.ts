/** Every request of the NUT network protocol 1.3 (docs/net-protocol.txt of 2.8.5; RFC 9271), for both ends. */
import { sentence } from "../nut/sentence.ts";

export const REQUESTS = {
  ver: sentence("VER"),
  netver: sentence("NETVER"),
  protver: sentence("PROTVER"),
  help: sentence("HELP"),
  starttls: sentence("STARTTLS"),

  getVar: sentence("GET VAR <ups> <var>"),
  getType: sentence("GET TYPE <ups> <var>"),
  getDesc: sentence("GET DESC <ups> <var>"),
  getCmddesc: sentence("GET CMDDESC <ups> <cmd>"),
  getUpsdesc: sentence("GET UPSDESC <ups>"),
  getNumlogins: sentence("GET NUMLOGINS <ups>"),
  /** Without an id: whether this connection wants TRACKING. */
  getTracking: sentence("GET TRACKING <id?>"),

  listUps: sentence("LIST UPS"),
  listVar: sentence("LIST VAR <ups>"),
  listRw: sentence("LIST RW <ups>"),
  listCmd: sentence("LIST CMD <ups>"),
  listClient: sentence("LIST CLIENT <ups>"),
  listEnum: sentence("LIST ENUM <ups> <var>"),
  listRange: sentence("LIST RANGE <ups> <var>"),

  /** Ours (docs/protocol-extensions.md): news of one UPS, or of all that there are. */
  subscribe: sentence("SUBSCRIBE <ups?>"),
  unsubscribe: sentence("UNSUBSCRIBE"),

  username: sentence("USERNAME <username>"),
  password: sentence("PASSWORD <!password>"),
  login: sentence("LOGIN <ups>"),
  logout: sentence("LOGOUT"),
  primary: sentence("PRIMARY <ups>"),
  /** What PRIMARY was called before 2.8.0. */
  master: sentence("MASTER <ups>"),
  fsd: sentence("FSD <ups>"),

  setVar: sentence('SET VAR <ups> <var> "<value>"'),
  /** `state` is ON or OFF. */
  setTracking: sentence("SET TRACKING <state>"),
  instcmd: sentence("INSTCMD <ups> <cmd> <param?>"),
} as const;
