/** Who the client is and what it is to a UPS: USERNAME, PASSWORD, STARTTLS, LOGIN, LOGOUT, PRIMARY, FSD. */
import { textOfBytes } from "../../../nut/byte-text.ts";
import { REQUESTS } from "../../requests.ts";
import { RESPONSES } from "../../responses.ts";
import { err, OK, type ServerAnswer } from "../answer.ts";
import { withUps } from "../find-ups.ts";
import { mayDo, type RequestContext, who } from "../request-context.ts";
import { type Verb, verb } from "../verb.ts";

/** Kept until a verb needs a user; only then name and password are looked at. */
const username = verb(REQUESTS.username, { extra: "refused" }, (context, args) => {
  if (context.username !== undefined) {
    context.served.log.info(`Client ${who(context)} tried to set a username twice`);
    return err("already-set-username");
  }
  context.username = textOfBytes(args.username);
  return OK;
});

const password = verb(REQUESTS.password, { extra: "refused" }, (context, args) => {
  if (context.password !== undefined) {
    const client = context.username === undefined ? `on ${context.address}` : who(context);
    context.served.log.info(`Client ${client} tried to set a password twice`);
    return err("already-set-password");
  }
  context.password = textOfBytes(args.password);
  return OK;
});

const starttls = verb(REQUESTS.starttls, { extra: "ignored" }, ({ encrypted, served }) => {
  if (encrypted) return err("already-ssl-mode");
  if (!served.tls) return err("feature-not-configured");
  return { text: RESPONSES.okStarttls.format({}), next: "starttls" };
});

const overTls = ({ encrypted }: RequestContext): string => (encrypted ? " (SSL)" : "");

/** Works on a stale UPS and on one without a driver: who draws power from it does not depend on that. */
const login = verb(REQUESTS.login, { extra: "refused" }, (context, args) => {
  if (context.ups) {
    context.served.log.info(`Client ${who(context)} tried to login twice`);
    return err("already-logged-in");
  }
  return withUps(context, args.ups, (ups) => {
    if (!mayDo(context, { kind: "action", action: "LOGIN" }, ups)) return err("access-denied");
    ups.logins.add(context);
    context.ups = ups;
    context.upsname = textOfBytes(args.ups);
    context.served.log.info(`User ${who(context)} logged into UPS [${ups.name}]${overTls(context)}`);
    return OK;
  });
});

const logout = verb(REQUESTS.logout, { extra: "refused" }, (context) => {
  const { ups, served } = context;
  if (ups) served.log.info(`User ${who(context)} logged out from UPS [${ups.name}]${overTls(context)}`);
  return { text: RESPONSES.okGoodbye.format({}), next: "close" };
});

/** Does nothing but look whether the user could. */
const granted = (context: RequestContext, upsname: string, answer: string): ServerAnswer =>
  withUps(context, upsname, (ups) =>
    mayDo(context, { kind: "action", action: "PRIMARY" }, ups) ? answer : err("access-denied"),
  );

const primary = verb(REQUESTS.primary, { extra: "refused" }, (context, { ups }) =>
  granted(context, ups, RESPONSES.okPrimary.format({})),
);

const master = verb(REQUESTS.master, { extra: "refused" }, (context, { ups }) =>
  granted(context, ups, RESPONSES.okMaster.format({})),
);

/** A latch: nothing but the end of the server, or of the UPS in ups.conf, takes it back. */
const fsd = verb(REQUESTS.fsd, { extra: "refused" }, (context, args) =>
  withUps(context, args.ups, (ups) => {
    if (!mayDo(context, { kind: "action", action: "FSD" }, ups)) return err("access-denied");
    context.served.log.info(`Client ${who(context)} set FSD on UPS [${ups.name}]`);
    ups.fsd = true;
    context.served.news.changed(ups);
    return RESPONSES.okFsd.format({});
  }),
);

/** For everybody. */
export const HELLO: readonly Verb[] = [username, password, starttls, logout];
/** For those who have given a username and a password. */
export const LOGIN: readonly Verb[] = [login, primary, master, fsd];
