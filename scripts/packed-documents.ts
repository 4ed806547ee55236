import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { REPOSITORY } from './packages.ts';

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
 * @param name - of the package
 * @param folder - its sources
 */
export function packedChangelog(name: string, folder: string): string {
    const changes = join(REPOSITORY, '.changeset');
    const waiting = readdirSync(changes)
        .filter((file) => file.endsWith('.md') && file !== 'README.md')
        .sort()
        .flatMap((file) => {
            const [, packages = '', text = ''] =
                /^---\n(.*?)\n---\n(.*)$/s.exec(readFileSync(join(changes, file), 'utf8')) ?? [];
            return packages.includes(`'${name}':`) || packages.includes(`"${name}":`) ? [text.trim()] : [];
        });
    const released = existsSync(join(folder, 'CHANGELOG.md'))
        ? readFileSync(join(folder, 'CHANGELOG.md'), 'utf8').replace(/^# .*\n+/, '')
        : '';
    const next =
        waiting.length === 0
            ? ''
            : `## Next\n\n${waiting.map((text) => `- ${text.replaceAll('\n', '\n  ')}`).join('\n')}\n\n`;
    return `# Changelog\n\n${next}${released}`.trimEnd().concat('\n');
}
