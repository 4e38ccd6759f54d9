/** SUBSCRIBE and UNSUBSCRIBE (docs/protocol-extensions.md). */
import { REQUESTS } from "../../requests.ts";
import { RESPONSES } from "../../responses.ts";
import { OK } from "../answer.ts";
import { withUps } from "../find-ups.ts";
import { type Verb, verb } from "../verb.ts";

const SUBSCRIBED = RESPONSES.okSubscribed.format({});

const subscribe = verb(REQUESTS.subscribe, { extra: "refused" }, (context, { ups: upsname }) => {
  const { news } = context.served;
  if (upsname !== undefined) {
    return withUps(context, upsname, (ups) => {
      news.subscribe(context, ups, upsname);
      return SUBSCRIBED;
    });
  }
  news.subscribe(context);
  return SUBSCRIBED;
});

const unsubscribe = verb(REQUESTS.unsubscribe, { extra: "refused" }, (context) => {
  context.served.news.leave(context);
  return OK;
});

export const SUBSCRIBE: readonly Verb[] = [subscribe, unsubscribe];
