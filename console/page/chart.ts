import UPlot from 'uplot';
import { el } from './dom.ts';
import { instant } from './format.ts';

export interface Line {
  readonly name: string;
  /** Name of a colour of the style sheet. */
  readonly colour: string;
  readonly filled?: boolean;
}

export interface Chart {
  readonly element: HTMLElement;
  /** @param about what it shows, for whoever does not see it */
  set(timesMs: readonly number[], values: readonly (readonly (number | null)[])[], about: string): void;
}

const HEIGHT = 160;
const DARK = matchMedia('(prefers-color-scheme: dark)');

/** Lines over time, in UTC, as wide as there is room. */
export function makeChart(lines: readonly Line[]): Chart {
  const element = el('div', { class: 'chart', role: 'img' });
  let data: UPlot.AlignedData = [[], ...lines.map(() => [])];
  let plot: UPlot | undefined;

  const draw = (): void => {
    plot?.destroy();
    plot = new UPlot(optionsOf(lines, element.clientWidth), data, element);
  };
  // The canvas takes colours when it is made.
  DARK.addEventListener('change', draw);
  new ResizeObserver(() => {
    if (plot) plot.setSize({ width: element.clientWidth, height: HEIGHT });
    else draw();
  }).observe(element);

  return {
    element,
    set(timesMs, values, about) {
      data = [[...timesMs], ...values.map((line) => [...line])];
      element.setAttribute('aria-label', about);
      plot?.setData(data);
    },
  };
}

function optionsOf(lines: readonly Line[], width: number): UPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const axis = { stroke: colour('muted'), grid: { stroke: colour('line'), width: 1 }, ticks: { show: false } };
  return {
    width,
    height: HEIGHT,
    ms: 1,
    tzDate: (timeMs) => UPlot.tzDate(new Date(timeMs), 'Etc/UTC'),
    cursor: { y: false, drag: { x: false, y: false } },
    legend: { isolate: false },
    axes: [
      { ...axis, values: timeLabels, space: 72 },
      { ...axis, size: 56 },
    ],
    scales: { y: { range: (_plot, _least, most) => [0, Math.max(1, most * 1.1)] } },
    series: [
      { value: '{YYYY}-{MM}-{DD} {HH}:{mm}:{ss}', label: 'UTC' },
      ...lines.map(({ name, colour: line, filled }) => ({
        label: name,
        stroke: colour(line),
        width: 1.5,
        points: { show: false },
        ...(filled ? { fill: colour(`${line}-wash`) } : {}),
      })),
    ],
  };
}

const MINUTES_MS = 10 * 60_000;
const DAYS_MS = 2 * 86_400_000;

/** As long as it takes to tell the places of an axis apart. */
function timeLabels(_plot: UPlot, placesMs: readonly number[]): string[] {
  const [firstMs = 0] = placesMs;
  const rangeMs = (placesMs.at(-1) ?? 0) - firstMs;
  const [from, to] = rangeMs > DAYS_MS ? [5, 10] : rangeMs > MINUTES_MS ? [11, 16] : [11, 19];
  return placesMs.map((timeMs) => instant(timeMs).slice(from, to));
}
