import assert from 'node:assert/strict';
import { GHOST_RECIPES, type GhostRecipe, likelyRecipes } from '../../../migrator/ghosts/likely-recipes.ts';
import { readScriptFindings } from '../../../migrator/ghosts/script-findings.ts';

const findings = (changes: Partial<Parameters<typeof readScriptFindings>[0]> = {}) =>
    readScriptFindings({
        ...{ areReadable: true, isCustomDatabase: true, isImportMode: true, hasScriptContext: false },
        scripts: { login: '()', get_user: '()', change_password: '()' },
        ...changes,
    });

describe('the likely recipes of a ghost', () => {
    it('follow the tenant log where it remembers one that the scripts allow', () => {
        const first = (types: string[]) => likelyRecipes(findings(), 'knows', types)[0];
        assert.equal(first(['scpr']), 'reset-without-login');
        assert.equal(first(['fs']), 'create-while-get-user-answers');
        assert.equal(first(['s']), 'deleted-in-auth0-only');
        assert.equal(first(['s', 'scp']), 'reset-without-login');
        assert.equal(likelyRecipes(findings(), 'nobody', ['s'])[0], 'login-without-import-mode');
        assert.deepEqual(likelyRecipes(findings({ isCustomDatabase: false, scripts: {} }), 'not-asked', ['scp']), [
            'broken-off',
        ]);
    });

    it('are unknown where the scripts cannot be seen', () => {
        assert.deepEqual(likelyRecipes(findings({ areReadable: false }), 'not-asked', ['scp']), []);
    });

    it('name each recipe once, and there is one for every answer of Get User', () => {
        const named = new Set<GhostRecipe>();
        for (const answer of ['not-asked', 'nobody', 'knows', 'stale', 'in-the-way', 'failed'] as const) {
            for (const isImportMode of [true, false]) {
                const recipes = likelyRecipes(findings({ isImportMode }), answer, ['s', 'fs', 'scp']);
                assert.ok(recipes.length > 0);
                assert.equal(new Set(recipes).size, recipes.length);
                for (const recipe of recipes) named.add(recipe);
            }
        }
        for (const recipe of likelyRecipes(findings({ isCustomDatabase: false }), 'not-asked')) named.add(recipe);
        assert.deepEqual([...named].sort(), Object.keys(GHOST_RECIPES).sort());
    });
});
