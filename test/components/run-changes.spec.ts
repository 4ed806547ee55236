import assert from 'node:assert/strict';
import { whyToRun } from '../../components/run-changes.ts';
import type { Inspection } from '../../migrator/index.ts';

const SEEN = { sourceUsers: 1, newestSourceChange: undefined } as Inspection;
const STATE = { status: 'complete', seen: { users: 1 }, hashExportDigest: 'a', factorExportDigest: 'b' };

describe('why a run makes another pass', () => {
    const reasons = (news: object) => whyToRun(STATE, { ...news }, SEEN, [], 0);

    it('is an export of hashes or of second factors that is another file', () => {
        const same = { hashExportDigest: 'a', factorExportDigest: 'b' };
        assert.deepEqual(reasons(same), []);
        assert.deepEqual(reasons({ ...same, hashExportDigest: 'c' }), ['the password hash export changed']);
        assert.deepEqual(reasons({ ...same, factorExportDigest: 'c' }), ['the MFA export changed']);
    });

    it('is not one that was deleted after the migration', () => {
        assert.deepEqual(reasons({}), []);
    });
});
