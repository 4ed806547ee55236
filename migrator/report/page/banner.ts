import { type Html, html, prose } from './html.ts';

/** What a page says first. */
export interface Verdict {
    /**
     * - `good`: nothing is left to do for it to be right
     * - `decision`: it is right as far as it goes, and somebody has to decide something
     * - `bad`: it failed, or must not be carried out
     * - `idle`: nothing happens to anybody
     */
    readonly tone: 'good' | 'decision' | 'bad' | 'idle';
    readonly title: string;
    /** One or two sentences; backticks mark code. */
    readonly words: string;
}

// A sign for each tone, for those who see no difference between the colours.
const SIGNS: Readonly<Record<Verdict['tone'], Html>> = {
    good: html`<path d="m7 12.5 3.5 3.5L17 8.5"/>`,
    decision: html`<path d="M12 7v6M12 16.5v.01"/>`,
    bad: html`<path d="m8 8 8 8M16 8l-8 8"/>`,
    idle: html`<path d="M7.5 12h9"/>`,
};

/** Makes the banner at the head of a page. */
export function formatBanner({ tone, title, words }: Verdict): Html {
    return html`<section class="banner ${tone}" aria-labelledby="verdict">
<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><circle cx="12" cy="12" r="10.5" stroke-width="1.5"/>${SIGNS[tone]}</svg>
<div><h2 id="verdict">${title}</h2><p>${prose(words)}</p></div>
</section>`;
}
