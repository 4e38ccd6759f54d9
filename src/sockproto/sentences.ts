/** The driver socket protocol (docs/sock-protocol.txt of 2.8.5), both directions. The driver is the server. */
import { sentence } from "../nut/sentence.ts";

/** What a driver says. Changes come at any time, and again as the answer to DUMPALL. */
export const FROM_DRIVER = {
  setinfo: sentence('SETINFO <name> "<value>"'),
  delinfo: sentence("DELINFO <name>"),
  addenum: sentence('ADDENUM <name> "<value>"'),
  delenum: sentence('DELENUM <name> "<value>"'),
  addrange: sentence("ADDRANGE <name> <min> <max>"),
  delrange: sentence("DELRANGE <name> <min> <max>"),
  setaux: sentence("SETAUX <name> <length>"),
  /** RW, STRING, NUMBER; replaces any before it, unknown ones are ignored. */
  setflags: sentence("SETFLAGS <name> <flags*>"),
  addcmd: sentence("ADDCMD <name>"),
  delcmd: sentence("DELCMD <name>"),
  /** Answer to GETPID: an opaque word. */
  pid: sentence("PID <pid>"),
  /** Ends the answer to DUMPALL, DUMPVALUE and DUMPSTATUS. */
  dumpdone: sentence("DUMPDONE"),
  pong: sentence("PONG"),
  /** `OK Goodbye` answers LOGOUT. */
  ok: sentence("OK <word>"),
  dataok: sentence("DATAOK"),
  datastale: sentence("DATASTALE"),
  /** The result of INSTCMD or SET as the driver's own number. */
  tracking: sentence("TRACKING <id> <result>"),
} as const;

export const TO_DRIVER = {
  ping: sentence("PING"),
  getpid: sentence("GETPID"),
  dumpall: sentence("DUMPALL"),
  dumpvalue: sentence("DUMPVALUE <name>"),
  dumpstatus: sentence("DUMPSTATUS"),
  nobroadcast: sentence("NOBROADCAST"),
  /** A number below 1 switches broadcasts off; anything else, or nothing, on. */
  broadcast: sentence("BROADCAST <number?>"),
  logout: sentence("LOGOUT"),
  instcmd: sentence("INSTCMD <cmd> <param?>"),
  instcmdTracked: sentence("INSTCMD <cmd> TRACKING <id>"),
  instcmdParamTracked: sentence("INSTCMD <cmd> <param> TRACKING <id>"),
  set: sentence('SET <name> "<value>"'),
  setTracked: sentence('SET <name> "<value>" TRACKING <id>'),
} as const;
