import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { packPackages, type Tarballs } from './tarballs.ts';

/** What is as it is on purpose: Node from 22.18 on loads modules with `require`, and there is no second copy in CommonJS. */
const ON_PURPOSE = ['CJSResolvesToESM'];
/** Declarations without code, for custom database scripts: nothing loads them. */
const TYPES_ONLY = './script-types';

describe('a packed package', function () {
    this.timeout(600_000);
    let tarballs: Tarballs;

    before(async () => {
        tarballs = await packPackages();
    });
    after(() => tarballs.remove());

    for (const name of ['auth0-user-migration', 'auth0-local-tenant'] as const) {
        it(`has nothing that publint finds wrong: ${name}`, async () => {
            const bytes = await readFile(tarballs.paths[name]);
            const tarball = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
            const { messages, pkg } = await publint({ pack: { tarball } });
            assert.deepEqual(
                messages.filter(({ type }) => type !== 'suggestion').map((message) => formatMessage(message, pkg)),
                [],
            );
        });

        it(`has types that every way of resolving finds: ${name}`, async () => {
            const checked = await checkPackage(createPackageFromTarballData(await readFile(tarballs.paths[name])), {
                excludeEntrypoints: [TYPES_ONLY],
            });
            assert.ok(checked.types !== false && checked.types.kind === 'included');
            assert.deepEqual(
                checked.problems.filter(({ kind }) => !ON_PURPOSE.includes(kind)),
                [],
            );
        });
    }
});
