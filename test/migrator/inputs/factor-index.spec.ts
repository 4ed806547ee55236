import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { openFactorIndex } from '../../../migrator/inputs/factor-index.ts';
import { openFolderArtifacts } from '../../../migrator/run-store/folder/folder-artifacts.ts';

const SECRET = 'JBSWY3DPEHPK3PXP';
const OTP = { type: 'otp', otp_secret: SECRET };

describe('an MFA export', () => {
    let folder: string;
    before(async () => {
        folder = await mkdtemp(join(tmpdir(), 'factors-test-'));
    });
    after(() => rm(folder, { recursive: true }));

    const open = async (content: string | Buffer) => {
        const path = join(folder, 'factors.ndjson');
        await writeFile(path, content);
        return await openFactorIndex(
            { path, key: undefined },
            openFolderArtifacts(join(folder, 'run')),
            'factors.ndjson',
        );
    };
    const lines = (...records: object[]): string => records.map((record) => `${JSON.stringify(record)}\n`).join('');

    it('gives a user the factors of all its records, each once and in their order', async () => {
        const phone = { phone: { value: '+12125550001' } };
        const index = await open(
            lines(
                { user_id: 'auth0|1', mfa_factors: [phone] },
                { user_id: 'auth0|2', ...OTP },
                { user_id: 'auth0|1', ...OTP },
                { user_id: 'auth0|1', mfa_factors: [phone] },
            ),
        );
        assert.deepEqual(index.find('auth0|1'), [phone, { totp: { secret: SECRET } }]);
        assert.deepEqual(index.find('auth0|2'), [{ totp: { secret: SECRET } }]);
        assert.equal(index.find('auth0|3'), undefined);
        index.close();
    });

    it('is read from a JSON array and gzipped, too', async () => {
        for (const content of [
            JSON.stringify([{ user_id: '1', ...OTP }]),
            gzipSync(lines({ user_id: 'auth0|1', ...OTP })),
        ]) {
            const index = await open(content);
            assert.deepEqual(index.find('auth0|1'), [{ totp: { secret: SECRET } }]);
            index.close();
        }
    });

    for (const [name, record, problem] of [
        ['names nobody', { email: 'one@example.com', ...OTP }, /record 2 has no `user_id`/],
        ['has another form', { user_id: 'auth0|1', type: 'sms', phone: '+1' }, /record 2 has neither/],
        ['has a secret that is no text', { user_id: 'auth0|1', type: 'otp', otp_secret: 7 }, /record 2 has neither/],
    ] as const) {
        it(`is refused where a record ${name}, and no secret is told`, async () => {
            const content = lines({ user_id: 'auth0|9', ...OTP }, record);
            await assert.rejects(open(content), (error: { code?: string; message: string }) => {
                assert.equal(error.code, 'MFA_EXPORT_DAMAGED');
                assert.match(error.message, problem);
                assert.ok(!error.message.includes(SECRET) && !error.message.includes('example.com'));
                return true;
            });
        });
    }

    it('is refused where it is cut off, holds nothing that an import takes, or is not there', async () => {
        const whole = lines({ user_id: 'auth0|1', ...OTP }, { user_id: 'auth0|2', ...OTP });
        await assert.rejects(open(whole.slice(0, -20)), {
            code: 'MFA_EXPORT_DAMAGED',
            message: /record 2 is not JSON/,
        });
        await assert.rejects(open(gzipSync(whole).subarray(0, -10)), { code: 'MFA_EXPORT_DAMAGED' });
        await assert.rejects(open(lines({ user_id: 'auth0|1', type: 'recovery-code' })), {
            code: 'MFA_EXPORT_DAMAGED',
            message: /none of its 1 record has/,
        });
        const missing = { path: join(folder, 'nowhere'), key: undefined };
        const artifacts = openFolderArtifacts(join(folder, 'run'));
        await assert.rejects(openFactorIndex(missing, artifacts, 'factors.ndjson'), {
            code: 'MFA_EXPORT_NOT_FOUND',
            message: /mfaFactors\.file/,
        });
    });
});
