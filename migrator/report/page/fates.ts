import { counted, grouped } from '../../counted.ts';
import { type Html, html } from './html.ts';
import { share } from './numbers.ts';

/** Users to whom the same happens. */
export interface Fate {
    readonly name: string;
    /** What that means, in a few words. */
    readonly meaning: string;
    readonly users: number;
    /** Number of its colour in the style. */
    readonly color: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;
    /** Whether it is worth a line only where it happens to somebody. */
    readonly isRare?: boolean;
}

/** Makes the bar that shows what becomes of the users of the source, and its table. */
export function formatFates(title: string, fates: readonly Fate[]): Html {
    const all = fates.reduce((sum, { users }) => sum + users, 0);
    const some = fates.filter(({ users }) => users > 0);
    const label = some.map(({ name, users }) => `${grouped(users)} ${name}`).join(', ');
    const bar =
        all === 0
            ? html``
            : html`<div class="bar" role="img" aria-label="Of ${counted(all, 'user')}: ${label}">${some.map(
                  ({ users, color }) => html`<i style="flex-grow:${users};--fate:var(--fate-${color})"></i>`,
              )}</div>`;
    const rows = fates
        .filter(({ users, isRare }) => users > 0 || isRare !== true)
        .map(
            ({ name, meaning, users, color }) =>
                html`<tr${users === 0 ? html` class="none"` : html``}><th scope="row"><span class="swatch" style="--fate:var(--fate-${color})" aria-hidden="true"></span>${name}</th><td><small>${meaning}</small></td><td class="number">${grouped(users)}</td><td class="number">${share(users, all)}</td></tr>`,
        );
    return html`<section aria-labelledby="fates"><h2 id="fates">${title}</h2>
${bar}
<table class="fates"><thead><tr><th scope="col">Fate</th><td></td><th scope="col" class="number">Users</th><th scope="col" class="number">Share</th></tr></thead><tbody>${rows}</tbody></table></section>`;
}
