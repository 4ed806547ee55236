import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const REPOSITORY = join(import.meta.dirname, '..', '..');

describe('the tarball of `npm run pack`', function () {
    this.timeout(300_000);
    let temporary: string;
    let folder: string;
    let documents: string[];

    before(async () => {
        temporary = await mkdtemp(join(tmpdir(), 'packed-'));
        await run('npm', ['run', 'pack', '--', temporary], { cwd: REPOSITORY });
        const tarball = readdirSync(temporary).find((name) => /^auth0-user-migration-.*\.tgz$/.test(name));
        assert.ok(tarball);
        await run('tar', ['-xzf', join(temporary, tarball), '-C', temporary]);
        folder = join(temporary, 'package');
        documents = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.md'));
    });
    after(() => rm(temporary, { recursive: true, force: true }));

    it('brings the documents, the changelog, and where to turn to', () => {
        for (const name of ['README.md', 'CHANGELOG.md', 'docs/errors.md', 'docs/running.md', 'docs/configuration.md'])
            assert.ok(documents.includes(name), name);
        assert.match(readFileSync(join(folder, 'CHANGELOG.md'), 'utf8'), /^# Changelog\n\n## /);
        const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, unknown>;
        for (const key of ['homepage', 'repository', 'bugs']) assert.ok(manifest[key] !== undefined, key);
    });

    it('has no link that leads nowhere: files and headings', () => {
        const dead: string[] = [];
        let links = 0;
        for (const document of documents) {
            const text = readFileSync(join(folder, document), 'utf8');
            for (const [, target = '', anchor = ''] of withoutCode(text).matchAll(
                /\]\((?![a-z]+:)([^)#\s]*)(#[^)\s]*)?\)/g,
            )) {
                links += 1;
                const path = target === '' ? join(folder, document) : join(folder, dirname(document), target);
                if (!existsSync(path)) dead.push(`${document}: ${target}`);
                else if (anchor !== '' && statSync(path).isFile() && !anchorsOf(path).has(anchor.slice(1)))
                    dead.push(`${document}: ${target}${anchor}`);
            }
        }
        assert.deepEqual(dead, []);
        assert.ok(links > 50, String(links));
    });
});

function withoutCode(markdown: string): string {
    return markdown.replaceAll(/^```.*?^```$/gms, '');
}

// As GitHub and npm make them of headings.
function anchorsOf(path: string): Set<string> {
    const headings = [...withoutCode(readFileSync(path, 'utf8')).matchAll(/^#+ (.*)$/gm)];
    return new Set(
        headings.map(([, text = '']) =>
            text
                .toLowerCase()
                .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
                .replaceAll(' ', '-'),
        ),
    );
}
