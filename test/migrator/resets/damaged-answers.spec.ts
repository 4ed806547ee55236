import assert from 'node:assert/strict';
import { isMigrationError, resetPasswords } from '../../../migrator/index.ts';
import { useArtifactKey } from '../../leaks/artifact-key.ts';
import type { PassingAnswer } from '../running/interfering-proxy.ts';
import { TARGET } from '../running/open-migration.ts';
import { type OpenResets, openResets } from './open-resets.ts';

const USERS = 2;
const PATHS = { mails: '/dbconnections/change_password', tickets: '/api/v2/tickets/password-change' } as const;

/** Answers of something between the two, after Auth0 has done what it was asked for. */
const ANSWERS: Readonly<Record<string, Omit<PassingAnswer, 'status'>>> = {
    'the page of a proxy': { headers: { 'content-type': 'text/html' }, body: Buffer.from('<html>Log in</html>') },
    'an empty object': { headers: { 'content-type': 'application/json' }, body: Buffer.from('{}') },
    'what cannot be unpacked': {
        headers: { 'content-type': 'text/html', 'content-encoding': 'gzip' },
        body: Buffer.from('no gzip'),
    },
};

describe('a reset campaign whose answers are damaged', function () {
    this.timeout(120_000);
    useArtifactKey();
    let world: OpenResets;
    beforeEach(async () => {
        world = await openResets(USERS + 1, USERS);
    });
    afterEach(() => world.close());

    for (const send of ['mails', 'tickets'] as const) {
        for (const [what, answer] of Object.entries(ANSWERS)) {
            it(`takes ${what} for no answer to ${send}`, async () => {
                let damaged = 0;
                world.proxy.interferences = {
                    afterTenant({ path }) {
                        if (path !== PATHS[send]) return undefined;
                        damaged += 1;
                        return { status: 200, ...answer };
                    },
                };
                const settings = world.resetSettings({ send, confirm: TARGET });
                const error: unknown = await resetPasswords(settings).catch((thrown: unknown) => thrown);
                assert.ok(isMigrationError(error), String(error));
                assert.deepEqual([error.code, damaged], ['TENANT_UNREACHABLE', 1]);
                world.proxy.interferences = {};
                const { sent, left } = await resetPasswords(settings);
                assert.deepEqual([sent, left], [USERS - 1, { UNKNOWN: 1 }], 'nobody knows of the first');
            });
        }
    }
});
