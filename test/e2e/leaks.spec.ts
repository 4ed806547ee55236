import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openStage, type Stage, type StagedUser } from './stage.ts';

/** Nobody's values: one of them where it does not belong is a leak. */
const MARKS = {
    address: 'zz-marked-address',
    domain: 'marked.example.com',
    name: 'Zz-Marked-Name',
    phone: '+1555000987',
    hash: '$2b$10$ZzMarkedZzMarkedZzMarkeOe4uPuc3bRO9mA6jd1fQGm4BwYpJ5k',
    metadata: 'zz-marked-metadata',
    probe: 'Zz-Marked-Password-1',
};
const addressOf = (number: number) => `${MARKS.address}-${number}@${MARKS.domain}`;

const USERS: readonly StagedUser[] = Array.from({ length: 24 }, (_, index) => ({
    user_id: index.toString(16).padStart(24, '0'),
    email: addressOf(index),
    email_verified: true,
    name: MARKS.name,
    phone_number: `${MARKS.phone}${10 + index}`,
    password_hash: MARKS.hash,
    // One is excluded, with its reason: Auth0 takes no such name.
    user_metadata: { [index === 9 ? '$note' : 'note']: MARKS.metadata },
}));

const DEFINITION = `import { defineMigration } from 'auth0-user-migration/migrator';
export default defineMigration({
    description: 'Marked users.',
    passwords: { hashExport: 'hashes.ndjson.gz', whenMissing: 'refuse' },
    loginProbes: ['${addressOf(1)}'],
    ghosts: { repair: { max: 1 } },
});
`;

/** What goes wrong in the first `up`, by the target's control API. */
const FAULT = { kind: 'error-answer', status: 400, when: 'before', route: 'POST /api/v2/jobs/users-imports', count: 1 };

describe('a whole migration by Pulumi, with failures', function () {
    this.timeout(180_000);
    let stage: Stage;
    before(async () => {
        stage = await openStage({
            users: USERS,
            definition: DEFINITION,
            control: true,
            migrationArgs: "eventsFile: 'events.ndjson',",
        });
    });
    after(() => stage.close());

    it('leaves nothing personal and no secret in state, terminal, events, messages, reports and files', async () => {
        const key = randomBytes(32).toString('base64');
        const env = {
            ...stage.env,
            AUTH0_USER_MIGRATION_KEY: key,
            AUTH0_USER_MIGRATION_LOG: 'debug',
            AUTH0_USER_MIGRATION_PROBE_PASSWORDS: JSON.stringify({ [addressOf(1)]: MARKS.probe }),
        };
        const texts: [string, string][] = [];
        const stdout = { write: (text: string) => (texts.push(['the terminal', text]), true), isTTY: false };
        const run = async (command: 'up', config: Record<string, string> = {}) => {
            const result = await stage.run(command, { env, config, stdout });
            texts.push(['messages and outputs', JSON.stringify([result.diagnostics, result.outputs])]);
            // Each state by itself: the next one takes its place.
            const state = await readFile(join(stage.folder, '.local-pulumi', 'dev.json'), 'utf8').catch(() => '');
            texts.push(['the state', state]);
            return result;
        };
        const control = async (path: string, type: string, body: object) => {
            const answer = await fetch(`https://${stage.target.domain}/_local/${path}`, {
                method: 'POST',
                headers: { 'content-type': type },
                body: JSON.stringify(body),
            });
            assert.ok(answer.ok, await answer.text());
        };
        assert.equal((await run('up', { phase: 'prepare' })).failed, false);
        await control('seed', 'application/x-ndjson', { ghost: { connection: 'customers', email: addressOf(3) } });
        await control('faults', 'application/json', FAULT);
        const first = await run('up');
        assert.equal(first.failed, true);
        assert.match(JSON.stringify(first.diagnostics), /REQUEST_REFUSED/);
        // The probe's password is none that the marked hash is of, so that the last message is about a login.
        const last = await run('up');
        assert.equal(last.failed, true);
        assert.match(JSON.stringify(last.diagnostics), /1 of 1 login probes were refused/);

        const runs = join(stage.folder, '.auth0-user-migration');
        for (const entry of await readdir(runs, { recursive: true, withFileTypes: true })) {
            if (!entry.isFile()) continue;
            texts.push([entry.name, await readFile(join(entry.parentPath, entry.name), 'latin1')]);
        }
        texts.push(['events', await readFile(join(stage.folder, 'events.ndjson'), 'latin1')]);
        const names = new Set(texts.map(([where]) => where));
        for (const name of [
            'the terminal',
            'the state',
            'events',
            'journal.ndjson',
            'debug.ndjson',
            'report.json',
            'report.html',
            'plan.json',
            'pass-2-source.ndjson',
        ]) {
            assert.ok(names.has(name), `${name} was looked through`);
        }
        const log = texts.filter(([where]) => where === 'debug.ndjson').map(([, text]) => text);
        assert.match(log.join(''), /"path":"\/api\/v2\/jobs\/\{id\}".*"code":"REQUEST_REFUSED"/s);
        assert.ok(texts.some(([where, text]) => where === 'the state' && text.includes('REQUEST_REFUSED')));
        const secrets = [stage.source.clientSecret, stage.target.clientSecret, key];
        for (const [where, text] of texts) {
            for (const mark of [...Object.values(MARKS), ...secrets]) {
                assert.equal(text.includes(mark), false, `${where} holds ${mark}: ${around(text, mark)}`);
            }
        }
    });
});

function around(text: string, mark: string): string {
    const at = text.indexOf(mark);
    return text.slice(Math.max(0, at - 200), at + 100);
}
