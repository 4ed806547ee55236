import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

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

/** Names every document that we wrote, from the repository's folder. */
export function ownDocuments(): string[] {
    const folders = ['docs', 'examples', 'local', 'test', '.changeset'];
    const inFolders = folders.flatMap((folder) =>
        readdirSync(join(REPOSITORY, folder), { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)),
    );
    return [...readdirSync(REPOSITORY), ...inFolders].filter(
        (path) => path.endsWith('.md') && !path.startsWith(join('docs', 'api')),
    );
}
