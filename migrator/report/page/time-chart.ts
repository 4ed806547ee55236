import { type Html, html, NOTHING } from './html.ts';
import { scaleOfTime, scaleUpTo } from './scale.ts';

/** What a chart shows over time. */
export interface TimeChart {
    readonly title: string;
    /** What the line is, for the legend. */
    readonly series: string;
    /** Averages of intervals of the same length. */
    readonly values: readonly number[];
    readonly durationMs: number;
    /** What the time begins with, for its axis. */
    readonly since: string;
    /** Between two marks of the vertical axis, such as 1 for what is counted. */
    readonly leastStep?: number;
    /** A line across, such as the number of slots. */
    readonly across?: { readonly name: string; readonly value: number };
    /** What the chart says, in a sentence, for those who do not see it. */
    readonly summary: string;
}

// The drawing is stretched to the room that it has; texts beside it keep their size.
const WIDTH = 1000;
const HEIGHT = 100;

/** Makes a chart with both axes and its legend. */
export function formatTimeChart({
    title,
    series,
    values,
    durationMs,
    since,
    leastStep,
    across,
    summary,
}: TimeChart): Html {
    const top = scaleUpTo(Math.max(across?.value ?? 0, ...values), leastStep);
    const time = scaleOfTime(durationMs);
    const y = (value: number) => HEIGHT - (HEIGHT * value) / top.end;
    const steps = values.flatMap((value, index) => [
        `${round((WIDTH * index) / values.length)},${round(y(value))}`,
        `${round((WIDTH * (index + 1)) / values.length)},${round(y(value))}`,
    ]);
    const line = `M${steps.join('L')}`;
    return html`<figure>
<figcaption><strong>${title}</strong><span>${key('series', series)}${across === undefined ? NOTHING : key('across', across.name)}</span></figcaption>
<div class="plot" role="img" aria-label="${summary}">
<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" aria-hidden="true">${top.marks
        .slice(1)
        .map(
            (mark) => html`<path class="grid" d="M0,${round(y(mark))}H${WIDTH}"/>`,
        )}<path class="area" d="${line}L${WIDTH},${HEIGHT}L0,${HEIGHT}Z"/><path class="series" d="${line}"/>${
        across === undefined ? NOTHING : html`<path class="across" d="M0,${round(y(across.value))}H${WIDTH}"/>`
    }</svg>
${top.marks.map((mark) => html`<span class="y" style="bottom:${round((100 * mark) / top.end)}%">${mark.toLocaleString('en-US')}</span>`)}
${time.marks.map((mark) => html`<span class="x" style="left:${round((100 * mark) / time.end)}%">${mark.toLocaleString('en-US')}</span>`)}
<span class="x-title">${time.unit} since ${since}</span>
</div>
</figure>`;
}

function key(style: 'series' | 'across', words: string): Html {
    return html`<span class="key"><svg viewBox="0 0 24 12" aria-hidden="true"><path class="${style}" d="M0 6H24"/></svg>${words}</span>`;
}

function round(number: number): string {
    return String(Number(number.toFixed(2)));
}
