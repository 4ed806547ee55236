import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A link to a file, with its text and whatever stands behind a `#`. */
const LINK = /\[([^\]]*)\]\((?![a-z]+:|#)([^)#\s]+)(#[^)\s]*)?\)/g;

/**
 * Makes the links of the documents of a packed folder lead to what is in it.
 *
 * A source became JavaScript; what stays in the repository is named and no longer linked.
 *
 * @param folder - the built package
 */
export function mendLinks(folder: string): void {
    const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    for (const path of paths.filter((name) => name.endsWith('.md'))) {
        const file = join(folder, path);
        const text = readFileSync(file, 'utf8').replaceAll(LINK, (link, words: string, target: string, anchor = '') => {
            const at = (name: string): boolean => existsSync(join(dirname(file), name));
            if (at(target)) return link;
            const compiled = target.replace(/(?<!\.d)\.ts$/, '.js');
            return at(compiled) ? `[${words}](${compiled}${String(anchor)})` : words;
        });
        writeFileSync(file, text);
    }
}

/**
 * Writes the changelog of the package: the released versions, and above them what is waiting for the next.
 *
 * @param root - the repository
 */
export function packedChangelog(root: string): string {
    const waiting = readdirSync(join(root, '.changeset'))
        .filter((name) => name.endsWith('.md') && name !== 'README.md')
        .sort()
        .map((name) =>
            readFileSync(join(root, '.changeset', name), 'utf8')
                .replace(/^---\n.*?\n---\n/s, '')
                .trim(),
        );
    const released = existsSync(join(root, 'CHANGELOG.md'))
        ? readFileSync(join(root, 'CHANGELOG.md'), 'utf8').replace(/^# .*\n+/, '')
        : '';
    const next =
        waiting.length === 0
            ? ''
            : `## Next\n\n${waiting.map((text) => `- ${text.replaceAll('\n', '\n  ')}`).join('\n')}\n\n`;
    return `# Changelog\n\n${next}${released}`.trimEnd().concat('\n');
}
