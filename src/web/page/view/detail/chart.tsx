/** One curve. What it shows is said in words, too. */
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import type { Outage } from "../../api/types.ts";
import { colours } from "../../preferences.ts";
import { useStore } from "../../store.ts";
import { duration, number, timeOf } from "../../text/format.ts";
import { type Speech, useSpeech } from "../../words.ts";

interface Props {
  readonly title: string;
  readonly unit: string;
  readonly times: readonly number[];
  readonly values: readonly (number | null)[];
  /** Seconds since 1970. */
  readonly from: number;
  readonly to: number;
  readonly outages: readonly Outage[];
}

const HEIGHT = 150;

const shown = (value: number, unit: string, { locale }: Speech): string =>
  unit === "s" ? duration(value, locale) : `${number(value, locale)} ${unit}`;

function inWords({ title, unit, values }: Props, speech: Speech): string {
  const known = values.filter((value) => value !== null);
  const last = known.at(-1) ?? 0;
  const words = { least: Math.min(...known), most: Math.max(...known), last };
  const texts = Object.entries(words).map(([name, value]) => [name, shown(value, unit, speech)]);
  return speech.say("curveOf", { what: title, ...Object.fromEntries(texts) });
}

const DAY_S = 86_400;

/** Of the axis, as the reader's language writes them: hours within two days, else days. */
function timesOf(ticks: readonly number[], { locale }: Speech, shownSeconds: number): readonly string[] {
  const style: Intl.DateTimeFormatOptions =
    shownSeconds <= 2 * DAY_S
      ? { hour: "numeric", minute: "2-digit", ...(shownSeconds <= 600 && { second: "2-digit" }) }
      : { day: "numeric", month: "short" };
  const format = new Intl.DateTimeFormat(locale, style);
  return ticks.map((tick) => format.format(tick * 1000));
}

/** Where little has been recorded yet, the empty time before it is not shown. */
function beginning({ times, values, from, to }: Props): number {
  const first = times.find((_, i) => values[i] !== null && values[i] !== undefined) ?? from;
  return Math.max(from, Math.min(first, to - 60));
}

const colour = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** Behind the curve, from the beginning of each outage to its end. */
const shade =
  (outages: readonly Outage[]) =>
  ({ ctx, bbox, valToPos }: uPlot): void => {
    ctx.save();
    ctx.fillStyle = colour("--shade");
    for (const { start, end } of outages) {
      const left = Math.max(bbox.left, valToPos(timeOf(start) / 1000, "x", true));
      const until = end === null ? Date.now() : timeOf(end);
      const right = Math.min(bbox.left + bbox.width, valToPos(until / 1000, "x", true));
      if (right > left) ctx.fillRect(left, bbox.top, Math.max(2, right - left), bbox.height);
    }
    ctx.restore();
  };

function optionsFor(props: Props, width: number, speech: Speech): uPlot.Options {
  const { unit, to, outages } = props;
  const from = beginning(props);
  const axis = { stroke: colour("--muted"), grid: { stroke: colour("--line"), width: 1 }, font: "12px system-ui" };
  const percent = unit === "%";
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    cursor: { y: false },
    hooks: { drawClear: [shade(outages)] },
    scales: { x: { min: from, max: to }, y: percent ? { range: (_, __, most) => [0, Math.max(100, most)] } : {} },
    axes: [
      { ...axis, space: 80, values: (_, ticks) => [...timesOf(ticks, speech, to - from)] },
      { ...axis, size: 64, values: (_, ticks) => ticks.map((tick) => shown(tick, unit, speech)) },
    ],
    series: [{}, { stroke: colour("--accent"), width: 2, fill: colour("--accent-faint"), spanGaps: false }],
  };
}

export function Chart(props: Props) {
  const speech = useSpeech();
  const box = useRef<HTMLDivElement>(null);
  const theme = useStore(colours);
  useEffect(() => {
    const { current } = box;
    if (!current) return;
    const data: uPlot.AlignedData = [[...props.times], [...props.values]];
    const plot = new uPlot(optionsFor(props, current.clientWidth, speech), data, current);
    const watch = new ResizeObserver(() => plot.setSize({ width: current.clientWidth, height: HEIGHT }));
    watch.observe(current);
    return () => {
      watch.disconnect();
      plot.destroy();
    };
  }, [props.times, props.values, props.outages, theme, speech.locale]);
  return (
    <figure>
      <figcaption>{inWords(props, speech)}</figcaption>
      <div ref={box} class="chart" aria-hidden="true" />
    </figure>
  );
}
