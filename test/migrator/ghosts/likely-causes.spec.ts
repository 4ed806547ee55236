import assert from 'node:assert/strict';
import { GHOST_CAUSES, type GhostCause, likelyCauses } from '../../../migrator/ghosts/likely-causes.ts';
import { readScriptFindings } from '../../../migrator/ghosts/script-findings.ts';

const findings = (changes: Partial<Parameters<typeof readScriptFindings>[0]> = {}) =>
    readScriptFindings({
        ...{ areReadable: true, isCustomDatabase: true, isImportMode: true, hasScriptContext: false },
        scripts: { login: '()', get_user: '()', change_password: '()' },
        ...changes,
    });

describe('the likely causes of a ghost', () => {
    it('follow the tenant log where it remembers one that the scripts allow', () => {
        const first = (types: string[]) => likelyCauses(findings(), 'knows', types)[0];
        assert.equal(first(['scpr']), 'reset-without-login');
        assert.equal(first(['fs']), 'create-while-get-user-answers');
        assert.equal(first(['s']), 'deleted-in-auth0-only');
        assert.equal(first(['s', 'scp']), 'reset-without-login');
        assert.equal(likelyCauses(findings(), 'nobody', ['s'])[0], 'login-without-import-mode');
        assert.deepEqual(likelyCauses(findings({ isCustomDatabase: false, scripts: {} }), 'not-asked', ['scp']), [
            'broken-off',
        ]);
    });

    it('are unknown where the scripts cannot be seen', () => {
        assert.deepEqual(likelyCauses(findings({ areReadable: false }), 'not-asked', ['scp']), []);
    });

    it('name each cause once, and there is one for every answer of Get User', () => {
        const named = new Set<GhostCause>();
        for (const answer of ['not-asked', 'nobody', 'knows', 'stale', 'in-the-way', 'refuses', 'failed'] as const) {
            for (const isImportMode of [true, false]) {
                const causes = likelyCauses(findings({ isImportMode }), answer, ['s', 'fs', 'scp']);
                assert.ok(causes.length > 0);
                assert.equal(new Set(causes).size, causes.length);
                for (const cause of causes) named.add(cause);
            }
        }
        for (const cause of likelyCauses(findings({ isCustomDatabase: false }), 'not-asked')) named.add(cause);
        assert.deepEqual([...named].sort(), Object.keys(GHOST_CAUSES).sort());
    });
});
