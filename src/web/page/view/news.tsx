/** What has happened: kept by the server, and what has come since. */
import { useEffect, useState } from "preact/hooks";
import { getEvents } from "../api/requests.ts";
import type { News as Entry } from "../api/types.ts";
import { world } from "../live.ts";
import { useStore } from "../store.ts";
import { moment, timeOf } from "../text/format.ts";
import { useSpeech } from "../words.ts";

const SHOWN = 30;
const keyOf = ({ at, ups, type }: Entry): string => `${timeOf(at)} ${ups} ${type}`;

function merged(live: readonly Entry[], kept: readonly Entry[], ups: string | undefined): readonly Entry[] {
  const all = new Map([...kept, ...live].map((entry) => [keyOf(entry), entry]));
  return [...all.values()]
    .filter((entry) => ups === undefined || entry.ups === ups)
    .sort((a, b) => timeOf(b.at) - timeOf(a.at))
    .slice(0, SHOWN);
}

export function News({ ups }: { readonly ups: string | undefined }) {
  const { say, locale } = useSpeech();
  const { news } = useStore(world);
  const [kept, setKept] = useState<readonly Entry[]>([]);
  useEffect(() => void getEvents(ups, SHOWN).then(setKept, () => undefined), [ups]);
  const entries = merged(news, kept, ups);
  return (
    <section class="news" aria-labelledby="news">
      <h2 id="news">{say("events")}</h2>
      {entries.length === 0 && <p class="quiet">{say("noEvents")}</p>}
      <ol>
        {entries.map((entry) => (
          <li key={keyOf(entry)}>
            <time dateTime={new Date(timeOf(entry.at)).toISOString()}>{moment(entry.at, locale)}</time>
            <code>{entry.type}</code>
            <span>{entry.text}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
