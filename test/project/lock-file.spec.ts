import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LockedPackages, missingPlatformPackages } from '../../scripts/lock-file.ts';

describe('package-lock.json', () => {
    it('holds the packages of every platform, without which `npm ci` refuses it', () => {
        const text = readFileSync(join(import.meta.dirname, '..', '..', 'package-lock.json'), 'utf8');
        const { packages } = JSON.parse(text) as { packages: LockedPackages };
        assert.deepEqual(Object.keys(missingPlatformPackages(packages)), []);
    });

    it('gets what it lacks, for the platform that the name tells', () => {
        const packages: LockedPackages = {
            'node_modules/tool': {
                dev: true,
                optionalDependencies: { '@tool/linux-x64': '1.2.3', '@tool/linux-arm64-musl': '1.2.3' },
            },
            'node_modules/@tool/linux-x64': { version: '1.2.3' },
        };
        assert.deepEqual(missingPlatformPackages(packages), {
            'node_modules/@tool/linux-arm64-musl': {
                version: '1.2.3',
                cpu: ['arm64'],
                libc: ['musl'],
                os: ['linux'],
                dev: true,
                optional: true,
            },
        });
    });
});
