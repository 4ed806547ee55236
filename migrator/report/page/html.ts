const MARKUP = Symbol('markup');

/** Markup whose texts are escaped: only {@link html} makes it. */
export interface Html {
    readonly [MARKUP]: string;
}

type Value = Html | readonly Html[] | string | number | undefined;

/** Nothing, where a page may have something. */
export const NOTHING: Html = html``;

/**
 * Makes markup from a template; this is the one place where texts become part of a page.
 *
 * @param values - texts and numbers are escaped, markup stays as it is, `undefined` is left out
 */
export function html(markup: TemplateStringsArray, ...values: readonly Value[]): Html {
    return { [MARKUP]: String.raw({ raw: markup }, ...values.map(markupOf)) };
}

/** Gives the text of finished markup. */
export function textOfHtml(page: Html): string {
    return page[MARKUP];
}

/** Makes markup of a message in which backticks mark code. */
export function prose(message: string): Html {
    // Every second part lies between two backticks.
    return html`${message.split('`').map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : html`${part}`))}`;
}

function markupOf(value: Value): string {
    if (value === undefined) return '';
    if (typeof value === 'number') return String(value);
    if (typeof value === 'string') return escaped(value);
    return MARKUP in value ? value[MARKUP] : value.map(textOfHtml).join('');
}

function escaped(text: string): string {
    return text.replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
