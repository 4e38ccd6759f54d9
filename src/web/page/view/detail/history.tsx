/** Curves of the past, with outages shaded. */
import { useEffect, useState } from "preact/hooks";
import { getCurves, getOutages } from "../../api/requests.ts";
import type { Curves, Outage, Ups } from "../../api/types.ts";
import type { MessageKey } from "../../i18n/languages.ts";
import { world } from "../../live.ts";
import { useStore } from "../../store.ts";
import { useSpeech } from "../../words.ts";
import { Chart } from "./chart.tsx";
import { Outages } from "./outages.tsx";

const RANGES = { hour: 3600, day: 86_400, week: 604_800, month: 2_678_400, year: 31_622_400 } as const;
type Range = keyof typeof RANGES;

const CURVES: readonly { readonly variable: string; readonly title: MessageKey; readonly unit: string }[] = [
  { variable: "battery.charge", title: "charge", unit: "%" },
  { variable: "ups.load", title: "load", unit: "%" },
  { variable: "input.voltage", title: "inputVoltage", unit: "V" },
  { variable: "battery.runtime", title: "runtime", unit: "s" },
];
const POINTS = 400;
const AGAIN_MS = 60_000;

interface Past {
  readonly from: number;
  readonly to: number;
  readonly curves: Curves | undefined;
  readonly outages: readonly Outage[];
}

async function load(ups: string, range: Range): Promise<Past> {
  const to = Math.floor(Date.now() / 1000);
  const from = to - RANGES[range];
  const variables = CURVES.map(({ variable }) => variable).join(",");
  const [curves, outages] = await Promise.all([getCurves(ups, variables, from, to, POINTS), getOutages(ups, from, to)]);
  return { from, to, curves, outages };
}

function usePast(ups: string, range: Range): Past | undefined {
  const [past, setPast] = useState<Past | undefined>(undefined);
  const events = useStore(world).news.length;
  useEffect(() => {
    let over = false;
    const again = (): void =>
      void load(ups, range).then(
        (loaded) => over || setPast(loaded),
        () => undefined,
      );
    again();
    const timer = window.setInterval(again, AGAIN_MS);
    return () => {
      over = true;
      window.clearInterval(timer);
    };
  }, [ups, range, events]);
  return past;
}

export function History({ ups }: { readonly ups: Ups }) {
  const { say } = useSpeech();
  const [range, setRange] = useState<Range>("hour");
  const past = usePast(ups.id, range);
  const curves = past?.curves;
  const drawn = CURVES.filter(({ variable }) => curves?.series[variable]?.mean.some((value) => value !== null));
  return (
    <section class="history" aria-labelledby="history">
      <h2 id="history">{say("history")}</h2>
      <fieldset class="ranges" aria-label={say("range")}>
        {(Object.keys(RANGES) as Range[]).map((name) => (
          <button type="button" key={name} aria-pressed={name === range} onClick={() => setRange(name)}>
            {say(name)}
          </button>
        ))}
      </fieldset>
      {past && drawn.length === 0 && <p class="quiet">{say("noHistory")}</p>}
      <div class="charts">
        {past &&
          curves &&
          drawn.map(({ variable, title, unit }) => (
            <Chart
              key={variable}
              title={say(title)}
              unit={unit}
              times={curves.times}
              values={curves.series[variable]?.mean ?? []}
              from={past.from}
              to={past.to}
              outages={past.outages}
            />
          ))}
      </div>
      <Outages outages={past?.outages ?? []} />
    </section>
  );
}
