import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { compileFunction } from 'node:vm';
import * as pulumi from '@pulumi/pulumi';
import { userMigrationRunProvider } from '../../components/user-migration-run-provider.ts';

describe('the serialized provider', () => {
    let text: string;
    before(async () => {
        // As the SDK's dynamic.Resource does it.
        text = (await pulumi.runtime.serializeFunction(() => userMigrationRunProvider, { allowSecrets: true })).text;
    });

    it('is under 1 kB of text, because every state holds it twice', () => {
        assert.ok(Buffer.byteLength(text) < 1_000, `${Buffer.byteLength(text)} bytes:\n${text}`);
    });

    it('captures no module: the package is found by its name when it is called', () => {
        assert.deepEqual(text.match(/require\("[^"]*"\)/g), null);
        assert.match(text, /auth0-user-migration\/components/);
    });

    it('turns into the lifecycle at its first call, without waiting', () => {
        const module = { exports: {} as { handler?: () => pulumi.dynamic.ResourceProvider } };
        // The text is CommonJS, as the dynamic provider's process runs it.
        const evaluate = compileFunction(text, ['exports', 'require']) as (
            exports: object,
            require: NodeJS.Require,
        ) => void;
        evaluate(module.exports, createRequire(import.meta.url));
        const provider = module.exports.handler?.();
        assert.ok(provider);
        void provider.configure?.({ config: { get: () => undefined } as unknown as pulumi.dynamic.Config });
        const methods = ['check', 'diff', 'create', 'read', 'update', 'delete'] as const;
        assert.deepEqual(
            methods.filter((method) => typeof provider[method] !== 'function'),
            [],
        );
    });
});
