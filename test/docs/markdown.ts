import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Folder of the repository. */
export const REPOSITORY = join(import.meta.dirname, '..', '..');

/** Reads a document of the repository. */
export function readDocument(path: string): string {
    return readFileSync(join(REPOSITORY, path), 'utf8');
}

/** Gives the texts of a document's code blocks of one language, in their order. */
export function codeBlocks(markdown: string, language: string): string[] {
    return [...markdown.matchAll(/^```(\w*)\n(.*?)^```$/gms)]
        .filter(([, found]) => found === language)
        .map(([, , text]) => text ?? '');
}

/** Gives the rows of the table under a heading of the second level, without its head: the trimmed cells of each. */
export function tableRows(markdown: string, heading: string): string[][] {
    const [section = ''] = (markdown.split(`\n## ${heading}\n`)[1] ?? '').split('\n## ');
    const lines = section.split('\n').filter((line) => line.startsWith('| '));
    return lines.slice(2).map((line) =>
        line
            .split('|')
            .slice(1, -1)
            .map((cell) => cell.trim()),
    );
}

/** Names every document that we wrote, from the repository's folder. */
export function ownDocuments(): string[] {
    const folders = ['docs', 'examples', 'local', 'templates', 'test', '.changeset'];
    const inFolders = folders.flatMap((folder) =>
        readdirSync(join(REPOSITORY, folder), { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)),
    );
    return [...readdirSync(REPOSITORY), ...inFolders].filter(
        // Packages of a workspace may lie in its own folder.
        (path) => path.endsWith('.md') && !path.startsWith(join('docs', 'api')) && !path.includes('node_modules'),
    );
}

/** A link of a document to another file of the repository, or to a heading. */
export interface RelativeLink {
    /** From the repository's folder. */
    readonly path: string;
    /** Empty for a link to a whole file. */
    readonly anchor: string;
}

/** Gives the links of a document that stay in the repository; what is in code is none. */
export function relativeLinks(document: string): RelativeLink[] {
    const text = readDocument(document).replace(/^```.*?^```$/gms, '');
    return [...text.matchAll(/\]\((?!\w+:)([^)#\s]*)(?:#([^)\s]*))?[^)]*\)/g)].map(([, target = '', anchor = '']) => ({
        path: target === '' ? document : join(dirname(document), target),
        anchor,
    }));
}

/** Gives the anchors of a document's headings, as GitHub makes them. */
export function headingAnchors(markdown: string): Set<string> {
    const anchors = new Set<string>();
    for (const [, heading = ''] of markdown.replace(/^```.*?^```$/gms, '').matchAll(/^#{1,6} +(.*)$/gm)) {
        const plain = heading
            .toLowerCase()
            .replace(/[^\p{L}\p{N}\s_-]/gu, '')
            .replaceAll(' ', '-');
        let anchor = plain;
        for (let count = 1; anchors.has(anchor); count += 1) anchor = `${plain}-${count}`;
        anchors.add(anchor);
    }
    return anchors;
}
