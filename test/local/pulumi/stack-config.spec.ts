import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { readProject } from '../../../local/pulumi/config/project.ts';
import { type ConfigOverrides, readStackConfig, type StackConfig } from '../../../local/pulumi/config/stack-config.ts';

const PASSPHRASE = 'a passphrase for tests';

// Written by the real CLI, v3.259.0, under that passphrase.
const WRITTEN_BY_CLI = `
encryptionsalt: v1:ep55inJBE/4=:v1:rAqZON09JIiOar/P:eDH40+M9NHGcP9vp3RVlGGwfup98/w==
config:
  things:token:
    secure: v1:ipjlS6srjKyZNmVT:ws5uq2N+OMy266SBjrwraURaBfyqw6hi4nMpbGgOFQ==
  things:db:
    password:
      secure: v1:rEhO0khiyonQ3bvL:FMYbG3LoCWN7npymEeZFZx8XAXRwkGM=
    host: db.example.com
  auth0:domain: tenant.example.com
  things:list:
    - 7
`;

describe('the configuration of a stack', () => {
    let folder: string;

    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), 'local-pulumi-'));
        writeFileSync(join(folder, 'Pulumi.yaml'), 'name: things\nruntime: nodejs\nconfig:\n  region: eu\n');
    });
    afterEach(() => {
        rmSync(folder, { recursive: true });
    });

    async function read(passphrase: string | undefined, overrides: ConfigOverrides = {}): Promise<StackConfig> {
        return readStackConfig(await readProject(folder), 'dev', passphrase, overrides);
    }

    it('is decrypted as the real CLI encrypted it', async () => {
        writeFileSync(join(folder, 'Pulumi.dev.yaml'), WRITTEN_BY_CLI);
        assert.deepEqual(await read(PASSPHRASE), {
            values: {
                'things:region': 'eu',
                'things:token': 'grüße, 世界',
                'things:db': '{"password":"hunter2","host":"db.example.com"}',
                'auth0:domain': 'tenant.example.com',
                'things:list': '[7]',
            },
            secretKeys: ['things:token', 'things:db'],
        });
    });

    it('is refused under another passphrase, and without one', async () => {
        writeFileSync(join(folder, 'Pulumi.dev.yaml'), WRITTEN_BY_CLI);
        await assert.rejects(read('another'), /Incorrect passphrase for the configuration/);
        await assert.rejects(read(undefined), /Expected a passphrase/);
    });

    it('of another secrets provider is refused with what to do', async () => {
        writeFileSync(join(folder, 'Pulumi.dev.yaml'), 'config:\n  things:token:\n    secure: AAAB\n');
        await assert.rejects(read(PASSPHRASE), /--secret key=value, or use the real CLI/);
    });

    it('is overridden by the caller, whose plain value is no secret any more', async () => {
        writeFileSync(join(folder, 'Pulumi.dev.yaml'), WRITTEN_BY_CLI);
        const { values, secretKeys } = await read(PASSPHRASE, {
            config: { token: 'plain', 'auth0:config:domain': 'other.example.com' },
            secretConfig: { region: 'us' },
        });
        assert.equal(values['things:token'], 'plain');
        assert.equal(values['auth0:domain'], 'other.example.com');
        assert.equal(values['things:region'], 'us');
        assert.deepEqual(secretKeys, ['things:db', 'things:region']);
    });

    it('may be absent', async () => {
        assert.deepEqual(await read(undefined), { values: { 'things:region': 'eu' }, secretKeys: [] });
    });
});

describe('a project of the local Pulumi host', () => {
    let folder: string;

    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), 'local-pulumi-'));
    });
    afterEach(() => {
        rmSync(folder, { recursive: true });
    });

    it('runs a main file in its folder, and a main folder as a package', async () => {
        writeFileSync(
            join(folder, 'Pulumi.yaml'),
            'name: p\nmain: index.ts\nruntime: {name: nodejs, options: {typescript: false}}',
        );
        const { programFolder, entryPoint, runTypeScriptLoader } = await readProject(folder);
        assert.deepEqual([programFolder, entryPoint, runTypeScriptLoader], [folder, join(folder, 'index.ts'), false]);
        writeFileSync(join(folder, 'Pulumi.yaml'), 'name: p\nmain: src\nruntime: nodejs');
        const other = await readProject(folder);
        assert.deepEqual(
            [other.programFolder, other.entryPoint, other.runTypeScriptLoader],
            [join(folder, 'src'), '.', true],
        );
    });

    it('is refused when it is none, has no name, or another runtime', async () => {
        await assert.rejects(readProject(folder), /No Pulumi project here: .*Pulumi\.yaml cannot be read/);
        writeFileSync(join(folder, 'Pulumi.yaml'), 'runtime: nodejs');
        await assert.rejects(readProject(folder), /Expected `name` in .* to be a text, got null/);
        writeFileSync(join(folder, 'Pulumi.yaml'), 'name: p\nruntime: python');
        await assert.rejects(readProject(folder), /to be `nodejs`, got `python`/);
    });
});
