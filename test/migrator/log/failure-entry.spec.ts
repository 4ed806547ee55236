import assert from 'node:assert/strict';
import { MigrationError } from '../../../migrator/errors.ts';
import { failureEntry } from '../../../migrator/log/failure-entry.ts';
import { redactedPath } from '../../../migrator/log/redacted-path.ts';

describe('the log', () => {
    it('has an error with its code, its frames and all that led to it, and nobody in it', () => {
        const system = Object.assign(new Error("open '/secret/zz@marked.example.com'"), {
            code: 'EACCES',
            syscall: 'open',
        });
        const foreign = new TypeError('no zz@marked.example.com here', { cause: system });
        const entry = failureEntry(new MigrationError('REQUEST_REFUSED', 'Refused.', { cause: foreign }), 0);
        assert.deepEqual(
            [entry.code, entry.message, entry.at, entry.causes.map(({ name, message }) => [name, message])],
            [
                'REQUEST_REFUSED',
                'Refused.',
                '1970-01-01T00:00:00.000Z',
                [
                    ['TypeError', 'no [address] here'],
                    ['Error', 'EACCES (open)'],
                ],
            ],
        );
        assert.match(entry.stack[0] ?? '', /failure-entry\.spec/);
        assert.doesNotMatch(JSON.stringify(entry), /marked/);
    });

    it('has paths without IDs, names and queries', () => {
        const paths = {
            '/api/v2/users/auth0%7Czz%40marked.example.com/permissions': '/api/v2/users/{id}/permissions',
            '/api/v2/users-by-email?email=zz@marked.example.com': '/api/v2/users-by-email',
            '/api/v2/jobs/job_1/errors': '/api/v2/jobs/{id}/errors',
            '/api/v2/organizations/name/Marked': '/api/v2/organizations/name/{id}',
            '/_exports/zz?signature=1': '/{id}/{id}',
            '/oauth/token': '/oauth/token',
        };
        for (const [path, redacted] of Object.entries(paths)) assert.equal(redactedPath(path), redacted);
    });
});
