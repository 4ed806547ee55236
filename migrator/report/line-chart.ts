/** What a chart shows. */
export interface Chart {
    readonly title: string;
    readonly values: readonly number[];
    /** Whole time of the chart, for its axis, such as `1 min 38 s`. */
    readonly duration: string;
    /** A line across, such as the number of slots. */
    readonly ceiling?: number;
}

const WIDTH = 720;
const HEIGHT = 180;
const LEFT = 56;
const BOTTOM = 24;

/** Draws a chart as an SVG element that needs nothing else. */
export function drawLineChart({ title, values, duration, ceiling }: Chart): string {
    const top = Math.max(1e-9, ceiling ?? 0, ...values) * 1.05;
    const x = (index: number) => LEFT + ((WIDTH - LEFT) * index) / Math.max(1, values.length - 1);
    const y = (value: number) => HEIGHT - BOTTOM - ((HEIGHT - BOTTOM - 10) * value) / top;
    const points = values.map((value, index) => `${x(index).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
    const label = (value: number) => value.toLocaleString('en-US', { maximumFractionDigits: value < 10 ? 1 : 0 });
    const across =
        ceiling === undefined
            ? ''
            : `<line class="ceiling" x1="${LEFT}" x2="${WIDTH}" y1="${y(ceiling).toFixed(1)}" y2="${y(ceiling).toFixed(1)}"/>`;
    return (
        `<figure><figcaption>${title}</figcaption><svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${title}">` +
        `<line class="axis" x1="${LEFT}" x2="${WIDTH}" y1="${HEIGHT - BOTTOM}" y2="${HEIGHT - BOTTOM}"/>${across}` +
        `<polyline points="${points}"/>` +
        `<text x="${LEFT - 6}" y="${y(top / 1.05) + 4}" text-anchor="end">${label(top / 1.05)}</text>` +
        `<text x="${LEFT - 6}" y="${HEIGHT - BOTTOM + 4}" text-anchor="end">0</text>` +
        `<text x="${WIDTH}" y="${HEIGHT - 6}" text-anchor="end">${duration}</text></svg></figure>`
    );
}
