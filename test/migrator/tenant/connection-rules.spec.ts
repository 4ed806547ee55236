import assert from 'node:assert/strict';
import { connectionRulesOf } from '../../../migrator/tenant/connection-rules.ts';

describe('connectionRulesOf', () => {
    for (const [options, isEmailUnique] of [
        [{}, true],
        [{ attributes: {} }, true],
        [{ attributes: { email: { identifier: { active: true } } } }, true],
        [{ attributes: { email: { unique: true } } }, true],
        [{ attributes: { email: { unique: false, identifier: { active: false } } } }, false],
    ] as const) {
        it(`reads whether addresses are unique from ${JSON.stringify(options)}`, () => {
            assert.equal(connectionRulesOf(options).isEmailUnique, isEmailUnique);
        });
    }
});
