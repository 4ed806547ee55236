import { FINDING_CODES } from '../../checks/finding.ts';
import { EXCLUSION_REASONS } from '../../users/exclusion-reasons.ts';
import { IMPORT_PROBLEM_CODES } from '../../users/import-schema.ts';
import { PASSWORD_HASH_REFUSALS } from '../../users/password-hashes/refusals.ts';
import { type Html, html, prose } from './html.ts';
import { DOCUMENTS_ADDRESS } from './this-package.ts';

/** A heading of a document of this package. */
export interface DocsLink {
    readonly document: 'checks' | 'configuration' | 'errors' | 'excluded-users' | 'running';
    /** The heading's name in an address: lower-case, with hyphens for spaces. */
    readonly heading: string;
    readonly words: string;
}

const EXCLUDED: ReadonlySet<string> = new Set([
    ...Object.keys(EXCLUSION_REASONS),
    ...IMPORT_PROBLEM_CODES,
    ...Object.keys(PASSWORD_HASH_REFUSALS),
]);
const FINDINGS: ReadonlySet<string> = new Set(FINDING_CODES);

/** Names the heading of an error. */
export function errorLink(code: string): DocsLink {
    return { document: 'errors', heading: code.toLowerCase(), words: code };
}

/** Names the heading of a code with which users are counted or something was found; undefined for one that has none. */
export function codeLink(code: string): DocsLink | undefined {
    const document = FINDINGS.has(code) ? 'checks' : EXCLUDED.has(code) ? 'excluded-users' : undefined;
    return document === undefined ? undefined : { document, heading: code.toLowerCase(), words: code };
}

/**
 * Leads to a heading: by a link where the documents are on the web, or else by the name of the file in the installed package.
 *
 * @param address - of the documents on the web
 */
export function formatDocsLink({ document, heading, words }: DocsLink, address = DOCUMENTS_ADDRESS): Html {
    const file = `${document}.md`;
    return address === undefined
        ? html`<small class="quiet">See “${words}” in docs/${file}.</small>`
        : html`<a href="${address}/${file}#${heading}">${words}</a>`;
}

/** Makes a link of a code that has a heading, and of any other a text. */
export function formatCode(code: string): Html {
    const link = codeLink(code);
    if (link === undefined) return prose(code);
    // In a table the file's name would stand in every row.
    return DOCUMENTS_ADDRESS === undefined
        ? html`<span title="docs/${link.document}.md">${code}</span>`
        : formatDocsLink(link);
}

/** Leads to a heading of the page about settings. */
export function configuration(heading: string, words: string): DocsLink {
    return { document: 'configuration', heading, words };
}

/** Leads to a heading of the page about running a migration. */
export function running(heading: string, words: string): DocsLink {
    return { document: 'running', heading, words };
}
