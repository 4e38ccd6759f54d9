/** The numbers of a UPS, as a card and the page of one UPS show them. */
import type { Ups } from "../api/types.ts";
import { isMessage, type MessageKey } from "../i18n/languages.ts";
import { useDegrees } from "../session.ts";
import { type Degrees, duration, number, temperature } from "../text/format.ts";
import { type Measures, measuresOf } from "../text/measures.ts";
import { type Speech, useSpeech } from "../words.ts";

export const statusWord = (word: string, { say }: Speech): string => {
  const key = `status.${word}`;
  return isMessage(key) ? say(key) : word;
};

export function StatusWords({ ups }: { readonly ups: Ups }) {
  const speech = useSpeech();
  return (
    <ul class="status">
      {ups.status.map((word) => (
        <li key={word} class={`word ${word.toLowerCase()}`}>
          {statusWord(word, speech)}
        </li>
      ))}
    </ul>
  );
}

/** How full, from 0 to 100, in words for those who cannot see the bar. */
export function Bar({ percent, label }: { readonly percent: number; readonly label: string }) {
  return (
    <div class="bar" role="img" aria-label={`${label}: ${Math.round(percent)} %`}>
      <i style={{ width: `${percent}%` }} />
    </div>
  );
}

interface Figure {
  readonly key: MessageKey;
  readonly text: string;
  readonly note?: string;
}

function figuresOf(measures: Measures, { say, locale }: Speech, degrees: Degrees): readonly Figure[] {
  const rows: readonly (readonly [MessageKey, number | undefined, string])[] = [
    ["inputVoltage", measures.inputVoltage, "V"],
    ["outputVoltage", measures.outputVoltage, "V"],
    ["batteryVoltage", measures.batteryVoltage, "V"],
  ];
  const power = measures.power && {
    key: "power" as const,
    text: `${number(measures.power.watts, locale, 0)} W`,
    ...(measures.power.estimated && { note: say("estimated") }),
  };
  const plain = rows.flatMap(([key, value, unit]) =>
    value === undefined ? [] : [{ key, text: `${number(value, locale)} ${unit}` }],
  );
  const { temperature: celsius } = measures;
  const warmth =
    celsius === undefined ? [] : [{ key: "temperature" as const, text: temperature(celsius, degrees, locale) }];
  return [...(power ? [power] : []), ...plain, ...warmth];
}

export function Figures({ ups }: { readonly ups: Ups }) {
  const speech = useSpeech();
  const degrees = useDegrees();
  return (
    <dl class="figures">
      {figuresOf(measuresOf(ups), speech, degrees).map(({ key, text, note }) => (
        <div key={key}>
          <dt>{speech.say(key)}</dt>
          <dd title={note}>{note ? `≈ ${text}` : text}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Charge, how long it lasts, and the load: what one looks for first. */
export function Vitals({ ups }: { readonly ups: Ups }) {
  const { say, locale } = useSpeech();
  const { charge, runtime, load } = measuresOf(ups);
  return (
    <div class="vitals">
      {charge !== undefined && (
        <div class="vital charge">
          <span class="label">{say("charge")}</span>
          <strong>
            {number(charge, locale, 0)}
            <small>%</small>
          </strong>
          <Bar percent={charge} label={say("charge")} />
        </div>
      )}
      {runtime !== undefined && (
        <div class="vital runtime">
          <span class="label">{say("runtime")}</span>
          <strong>{duration(runtime, locale)}</strong>
        </div>
      )}
      {load !== undefined && (
        <div class="vital load">
          <span class="label">{say("load")}</span>
          <strong>
            {number(load, locale, 0)}
            <small>%</small>
          </strong>
          <Bar percent={Math.min(100, load)} label={say("load")} />
        </div>
      )}
    </div>
  );
}
