/** Outages of the past: when, how long, how deep, who left when and who came back when. */
import type { LeftHost, Outage } from "../../api/types.ts";
import { duration, moment, timeOf } from "../../text/format.ts";
import { backOf, secondsBetween } from "../../text/left-hosts.ts";
import { useSpeech } from "../../words.ts";

function Hosts({ outage }: { readonly outage: Outage }) {
  const { say, locale } = useSpeech();
  const after = (from: LeftHost["left"], to: LeftHost["left"]): string => duration(secondsBetween(from, to), locale);
  return (
    <ul class="hosts">
      {outage.hosts.map((host) => {
        const { key, since } = backOf(host, outage);
        return (
          <li key={host.name}>
            {say("hostLeft", { name: host.name, after: after(outage.start, host.left) })},{" "}
            {say(key, since === undefined ? {} : { after: duration(since, locale) })}
          </li>
        );
      })}
    </ul>
  );
}

export function Outages({ outages }: { readonly outages: readonly Outage[] }) {
  const { say, locale } = useSpeech();
  if (outages.length === 0) return null;
  return (
    <ol class="outages" aria-label={say("outages")}>
      {outages.map((outage) => {
        const { kind, start, seconds, lowestCharge, hosts } = outage;
        return (
          <li key={`${start}`}>
            <strong>{say(kind === "test" ? "testOf" : "outageOf")}</strong>
            <time dateTime={new Date(timeOf(start)).toISOString()}>{moment(start, locale)}</time>
            <span>{duration(seconds, locale)}</span>
            <span>{lowestCharge === null ? "" : say("lowestCharge", { charge: Math.round(lowestCharge) })}</span>
            {hosts.length > 0 && <Hosts outage={outage} />}
          </li>
        );
      })}
    </ol>
  );
}
