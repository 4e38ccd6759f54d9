/**
 * Every answer of the NUT network protocol 1.3 (docs/net-protocol.txt of 2.8.5; RFC 9271), once for both
 * ends: the server formats them, the client parses them. A list is `BEGIN LIST`, rows, `END LIST`, each
 * with the words of the request after `LIST`. Names go back as the client sent them, as from the C server. Values are
 * optional here because some servers that are not NUT's leave an empty one out (UniFi's: `VAR ups battery.date`);
 * NUT's server always sends them.
 */
import { sentence } from "../nut/sentence.ts";

export const RESPONSES = {
  ver: sentence("Network UPS Tools upsd <=version*>"),
  netver: sentence("<version>"),
  help: sentence("Commands: <verbs*>"),

  ok: sentence("OK"),
  okGoodbye: sentence("OK Goodbye"),
  okStarttls: sentence("OK STARTTLS"),
  okPrimary: sentence("OK PRIMARY-GRANTED"),
  okMaster: sentence("OK MASTER-GRANTED"),
  okFsd: sentence("OK FSD-SET"),
  okTracking: sentence("OK TRACKING <id>"),
  error: sentence("ERR <code> <rest*>"),

  okSubscribed: sentence("OK SUBSCRIBED"),
  /** News of a subscription, between answers and never within one. */
  newsVar: sentence('NEWS VAR <=ups> <=var> "<value?>"'),
  newsGone: sentence("NEWS GONE <=ups> <=var>"),
  /** `state` is OK, DATA-STALE or DRIVER-NOT-CONNECTED. */
  newsData: sentence("NEWS DATA <=ups> <state>"),
  /** The list is to be asked for anew: of variables, of commands, of what can be set, of UPSes. */
  newsAll: sentence("NEWS ALL <=ups>"),
  newsCmd: sentence("NEWS CMD <=ups>"),
  newsRw: sentence("NEWS RW <=ups>"),
  newsUps: sentence("NEWS UPS"),

  variable: sentence('VAR <=ups> <=var> "<value?>"'),
  type: sentence("TYPE <=ups> <=var> <types*>"),
  desc: sentence('DESC <=ups> <=var> "<desc?>"'),
  cmddesc: sentence('CMDDESC <=ups> <=cmd> "<desc?>"'),
  upsdesc: sentence('UPSDESC <=ups> "<desc?>"'),
  numlogins: sentence("NUMLOGINS <=ups> <count>"),
  /** Whether this connection wants TRACKING. */
  trackingOn: sentence("ON"),
  trackingOff: sentence("OFF"),
  /** What became of a request; else it is an error. */
  pending: sentence("PENDING"),
  success: sentence("SUCCESS"),

  beginList: sentence("BEGIN LIST <=query*>"),
  endList: sentence("END LIST <=query*>"),
  ups: sentence('UPS <=ups> "<desc?>"'),
  rw: sentence('RW <=ups> <=var> "<value?>"'),
  cmd: sentence("CMD <=ups> <=cmd>"),
  enumeration: sentence('ENUM <=ups> <=var> "<value>"'),
  range: sentence('RANGE <=ups> <=var> "<min>" "<max>"'),
  client: sentence("CLIENT <=ups> <=address>"),
} as const;
