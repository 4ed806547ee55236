import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';

const REPOSITORY = join(import.meta.dirname, '..', '..');
const HEAD = '/// <reference types="auth0-user-migration/script-types" />\n';

describe('the types for custom database scripts', function () {
    this.timeout(300_000);
    let folder: string;

    before(() => {
        folder = realpathSync(mkdtempSync(join(tmpdir(), 'script-types-')));
        mkdirSync(join(folder, 'node_modules'));
        symlinkSync(REPOSITORY, join(folder, 'node_modules', 'auth0-user-migration'));
    });
    after(() => {
        rmSync(folder, { recursive: true });
    });

    const problemsOf = (script: string) => {
        const file = join(folder, 'script.js');
        writeFileSync(file, HEAD + script);
        const options: ts.CompilerOptions = {
            ...{ allowJs: true, checkJs: true, strict: true, noEmit: true, types: [], skipLibCheck: true },
            ...{ module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext },
        };
        return ts
            .getPreEmitDiagnostics(ts.createProgram([file], options))
            .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
    };

    it('know the callback, the configuration and the errors', () => {
        const right = `/** @type {Auth0Scripts.Login} */
function login(identifier, password, callback) {
    if (password.length < 3) return callback(new WrongUsernameOrPasswordError());
    callback(null, { user_id: configuration.PREFIX + identifier, email_verified: true });
}`;
        assert.deepEqual(problemsOf(right), []);
        const nothing = '/** @type {Auth0Scripts.GetUser} */ const f = (id, callback) => callback(null, {});';
        assert.match(problemsOf(nothing).join(), /user_id/);
        assert.match(problemsOf('new WrongPasswordError();').join(), /Cannot find name 'WrongPasswordError'/);
    });
});
