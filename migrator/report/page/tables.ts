import { grouped } from '../../counted.ts';
import { formatDuration } from '../../progress.ts';
import { formatCode } from './docs-link.ts';
import { type Html, html, NOTHING, prose } from './html.ts';

type Counts = Readonly<Record<string, number>>;
/** A text, a number of something, or a length of time. */
type Cell = string | number | { readonly ms: number };

/** Makes a table of counts under its title, the largest first; nothing where there are none. */
export function formatCounts(title: string, counts: Counts, meanings: Readonly<Record<string, string>> = {}): Html {
    const rows = Object.entries(counts)
        .filter(([, number]) => number > 0)
        .sort(([, a], [, b]) => b - a);
    if (rows.length === 0) return NOTHING;
    return html`<div><h3>${title}</h3><table><tbody>${rows.map(
        ([name, number]) =>
            html`<tr><th scope="row">${formatCode(name)}${
                meanings[name] === undefined ? NOTHING : html`<small>${prose(meanings[name])}</small>`
            }</th><td class="number">${grouped(number)}</td></tr>`,
    )}</tbody></table></div>`;
}

/** Makes a section of tables beside each other; nothing where all are empty. */
export function formatColumns(id: string, title: string, tables: readonly Html[], before: Html = NOTHING): Html {
    const some = tables.filter((each) => each !== NOTHING);
    if (some.length === 0 && before === NOTHING) return NOTHING;
    const columns = some.length === 0 ? NOTHING : html`<div class="columns">${some}</div>`;
    return html`<section aria-labelledby="${id}"><h2 id="${id}">${title}</h2>${before}${columns}</section>`;
}

/** Makes a row of the numbers that matter most, each with what it is. */
export function formatFigures(figures: Readonly<Record<string, string | undefined>>): Html {
    const known = Object.entries(figures).filter(([, value]) => value !== undefined);
    return html`<dl class="figures">${known.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

/**
 * Makes a table of many columns, which scrolls sideways by itself where it is too wide.
 *
 * @param name - what it shows, for those who do not see it
 * @param rareHeads - columns that are left out where they are empty or only have zeros
 */
export function formatWideTable(
    name: string,
    heads: readonly string[],
    rows: readonly (readonly Cell[])[],
    rareHeads: readonly string[] = [],
): Html {
    const shown = heads.flatMap((head, column) =>
        rareHeads.includes(head) && rows.every((row) => row[column] === 0 || row[column] === '') ? [] : [column],
    );
    const isText = (column: number) => rows.every((row) => typeof row[column] === 'string');
    const head = (column: number) =>
        html`<th scope="col"${isText(column) ? NOTHING : html` class="number"`}>${heads[column]}</th>`;
    return html`<div class="wide" role="group" aria-label="${name}" tabindex="0"><table><thead><tr>${shown.map(head)}</tr></thead><tbody>${rows.map(
        (row) => html`<tr>${shown.map((column) => formatCell(row[column] ?? ''))}</tr>\n`,
    )}</tbody></table></div>`;
}

function formatCell(value: Cell): Html {
    if (typeof value === 'string') return html`<td>${value}</td>`;
    return html`<td class="number">${typeof value === 'number' ? grouped(value) : formatDuration(value.ms)}</td>`;
}
