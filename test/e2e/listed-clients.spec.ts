import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LocalPulumiOptions, LocalPulumiResult } from '../../local/pulumi/index.ts';
import { messagesOf } from '../local/pulumi/things-stack.ts';
import { type CutoverStage, openCutoverStage } from './cutover-stage.ts';
import { stagedUsers } from './stage.ts';

describe('the clients of a source that a program takes over', function () {
    this.timeout(600_000);
    let world: CutoverStage;
    beforeEach(async () => {
        world = await openCutoverStage({ users: stagedUsers(2) });
    });
    afterEach(() => world.close());

    const withoutApps = (ids: readonly string[]) => ids.filter((id) => !world.apps.source.includes(id));
    const edit = async (from: string, to: string): Promise<void> => {
        const file = join(world.stage.folder, 'index.ts');
        const program = await readFile(file, 'utf8');
        assert.ok(program.includes(from));
        await writeFile(file, program.replace(from, to));
    };
    const succeed = async (command: LocalPulumiOptions['command'], phase: string): Promise<LocalPulumiResult> => {
        const result = await world.run(command, phase);
        assert.equal(result.failed, false, messagesOf(result));
        return result;
    };

    it('are listed, all of them, or nothing happens to any', async () => {
        const before = await world.enabled('source');
        const [listed = '', forgotten = ''] = world.apps.source;
        const config = { sourceApps: JSON.stringify([listed]) };
        for (const command of ['preview', 'up'] as const) {
            const refused = await world.run(command, 'copy', { config });
            assert.equal(refused.failed, true, command);
            assert.match(
                messagesOf(refused),
                new RegExp(
                    `CLIENTS_DROPPED: the connection legacy-customers .* 1 client .*: mobile \\(${forgotten}\\)`,
                ),
            );
            assert.deepEqual(await world.enabled('source'), before, command);
        }
        await edit("name: 'legacy-customers',", `name: 'legacy-customers', dropClients: ['${forgotten}'],`);
        const result = await world.run('up', 'copy', { config });
        assert.equal(result.failed, false, messagesOf(result));
        assert.deepEqual(
            await world.enabled('source'),
            before.filter((id) => id !== forgotten),
        );
    });

    it('are in one list each, or nothing happens to any', async () => {
        const before = await world.enabled('source');
        const [source = ''] = world.apps.source;
        const [target = ''] = world.apps.target;
        const twice = [
            { sourceAlways: JSON.stringify(before) },
            { enabledClients: JSON.stringify([target]), sourceAlways: JSON.stringify(withoutApps(before)) },
        ];
        for (const [at, named] of [source, target].entries()) {
            for (const command of ['preview', 'up'] as const) {
                const refused = await world.run(command, 'copy', { config: twice[at] ?? {} });
                assert.equal(refused.failed, true, command);
                assert.match(messagesOf(refused), new RegExp(`CLIENTS_LISTED_TWICE: .*${named}`));
                assert.deepEqual(await world.enabled('source'), before, command);
            }
        }
    });

    it('keep the client of import mode beside them, through a refresh and a cut-over', async () => {
        const before = await world.enabled('source');
        await edit('DatabaseConnection, UserMigration', 'DatabaseConnection, finished, importModeFrom, UserMigration');
        await edit('importMode: false', 'importMode: importModeFrom(legacy)');
        await succeed('up', 'copy');
        const own = (await world.enabled('source')).filter((id) => !before.includes(id));
        assert.equal(own.length, 1);
        await succeed('refresh', 'copy');
        assert.deepEqual(Object.keys((await succeed('up', 'copy')).changes), ['same']);
        await succeed('up', 'cutover');
        const always = withoutApps(before);
        assert.deepEqual(await world.enabled('source'), [...always, ...own].sort());
        await edit('importModeFrom(legacy)', 'finished({ leaveOthersBehind: true })');
        await succeed('up', 'cutover');
        assert.deepEqual(await world.enabled('source'), always);
        assert.deepEqual(Object.keys((await succeed('up', 'cutover')).changes), ['same']);
    });
});
