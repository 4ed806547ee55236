import { type Html, html, NOTHING, textOfHtml } from './html.ts';
import { formatMoment } from './numbers.ts';
import { STYLE } from './style.ts';
import { DOCUMENTS_ADDRESS, THIS_PACKAGE } from './this-package.ts';

/** What stands on a page. */
export interface PageParts {
    readonly kind: 'Migration plan' | 'Migration report';
    readonly description: string;
    /** Short facts under the title: where from, where to, when. */
    readonly facts: Readonly<Record<string, string | undefined>>;
    /** From the verdict to the last table. */
    readonly sections: readonly Html[];
    /** When the numbers were made, in ISO 8601. */
    readonly madeAt: string;
    /** Whether users can be told from it. */
    readonly namesUsers: boolean;
    /** The last lines, such as digests. */
    readonly footer?: Html;
}

// Nothing on the page may load anything, whatever a text in it says.
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

// Codes and documents that the page names, where they are not links.
const DOCUMENTS =
    DOCUMENTS_ADDRESS === undefined
        ? html`<p>Codes are explained in the documents of the installed package: <code>node_modules/${THIS_PACKAGE.name}/docs</code>.</p>\n`
        : NOTHING;

/**
 * Writes a page as one HTML document that needs nothing else: no script, no font, no request.
 *
 * @returns the document's text
 */
export function formatDocument({
    kind,
    description,
    facts,
    sections,
    madeAt,
    namesUsers,
    footer = NOTHING,
}: PageParts): string {
    const known = Object.entries(facts).filter(([, value]) => value !== undefined);
    const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>${kind}: ${description}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<p class="kind">${kind}</p>
<h1>${description}</h1>
<dl class="facts">${known.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>
</header>
<main>
${sections.map((section) => html`${section}\n`)}</main>
<footer>
${footer}<p>As of ${formatMoment(madeAt)}. Written by ${THIS_PACKAGE.name} ${THIS_PACKAGE.version} with Node.js ${process.versions.node}.</p>
<p>${namesUsers ? 'This page names users: treat it as personal data.' : 'This page names no user.'} It loads nothing from anywhere.</p>
${DOCUMENTS}</footer>
</body>
</html>
`;
    return textOfHtml(page);
}
