import { type DocsLink, formatDocsLink } from './docs-link.ts';
import { type Html, html, NOTHING, prose } from './html.ts';
import { DOCUMENTS_ADDRESS } from './this-package.ts';

/**
 * - `failed`: something went wrong, and is to be put right
 * - `forbids`: nothing happens before it is done
 * - `decide`: the migration is not done without it
 * - `then`: it can wait, or be left
 */
export type StepRank = keyof typeof RANKS;

const RANKS = { failed: 'Failed', forbids: 'Forbids the run', decide: 'Needs a decision', then: 'Then' } as const;
const TONES = { failed: 'bad', forbids: 'bad', decide: 'decision', then: '' } as const;

/** Something that a reader of the page is to do. */
export interface Step {
    readonly rank: StepRank;
    /** What there is, in a few words, or its code. */
    readonly title: string;
    /** What to do about it; backticks mark code. */
    readonly words: string;
    /** A command, or a line of the program, to be copied as it is. */
    readonly command?: string;
    readonly link?: DocsLink | undefined;
}

/** Makes the lists of what to do next, by their rank. */
export function formatSteps(steps: readonly Step[]): Html {
    if (steps.length === 0) return NOTHING;
    const ranks = (Object.keys(RANKS) as StepRank[]).filter((rank) => steps.some((step) => step.rank === rank));
    const lists = ranks.map((rank) => {
        const some = steps.filter((step) => step.rank === rank);
        const heading = ranks.length === 1 && rank === 'then' ? NOTHING : html`<p class="rank">${RANKS[rank]}</p>`;
        return html`${heading}<ol class="steps ${TONES[rank]}">${some.map(formatStep)}</ol>`;
    });
    return html`<section aria-labelledby="next"><h2 id="next">What to do next</h2>${lists}</section>`;
}

/** Counts the steps that somebody has to decide about. */
export function countDecisions(steps: readonly Step[]): number {
    return steps.filter(({ rank }) => rank === 'decide').length;
}

function formatStep({ title, words, command, link }: Step): Html {
    // A code is the link to its heading; elsewhere the link follows the words.
    const linked = link === undefined ? NOTHING : formatDocsLink(link);
    const isHead = link?.words === title && DOCUMENTS_ADDRESS !== undefined;
    const [head, tail] = isHead ? [linked, NOTHING] : [html`${title}`, html` ${linked}`];
    return html`<li><h3>${head}</h3><p>${prose(words)}${tail}</p>${
        command === undefined ? NOTHING : html`<pre><code>${command}</code></pre>`
    }</li>`;
}
