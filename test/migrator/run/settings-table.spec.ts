import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Command } from 'commander';
import ts from 'typescript';
import { createPlanCommand } from '../../../cli/plan-command.ts';
import { createRunCommand } from '../../../cli/run-command.ts';
import { inputsThatDecide, readRunInputs } from '../../../components/run-inputs.ts';
import * as migrator from '../../../migrator/index.ts';
import { chooseSettings } from '../../../migrator/run/choose-settings.ts';
import { REPOSITORY, readDocument, tableRows } from '../../docs/markdown.ts';

const SETTINGS = Object.entries<migrator.RunSetting<unknown>>(migrator.RUN_SETTINGS);
/** No schema takes it. */
const NONSENSE = { no: 'setting' };
/** `up` asks for them; a command makes a pass whenever it is called, and copies. */
const WITHOUT_FLAG = ['phase', 'refreshEvery', 'alwaysRun'];
/** A stack has one run of its definition and endpoints. */
const WITHOUT_ARGUMENT = ['runId'];
/** For callers of the migrator: what Auth0 takes in is measured. */
const FOR_CALLERS = ['maxImportFileBytes', 'expectedUsersPerSecond'];

const namesWithout = (part: 'flag' | 'whenChanged') =>
    SETTINGS.filter(([, setting]) => setting[part] === undefined).map(([name]) => name);

describe('the settings of a run', () => {
    it('each have a flag and an argument, with the exceptions that are named here', () => {
        assert.deepEqual(namesWithout('flag').sort(), [...WITHOUT_FLAG, ...FOR_CALLERS].sort());
        assert.deepEqual(namesWithout('whenChanged').sort(), [...WITHOUT_ARGUMENT, ...FOR_CALLERS].sort());
    });

    it('are flags of the commands, with help and defaults', () => {
        const commands: Readonly<Record<string, Command>> = { run: createRunCommand(), plan: createPlanCommand() };
        for (const [name, { flag, meaning, default: value }] of SETTINGS) {
            for (const [command, { options }] of Object.entries(commands)) {
                const option = options.find(({ flags }) => flags === flag?.declared);
                const isDeclared = flag?.commands.some((declared) => declared === command) === true;
                assert.equal(option !== undefined, isDeclared, `${command} ${name}`);
                if (option === undefined) continue;
                assert.ok(option.description.startsWith(meaning), name);
                if (typeof value !== 'boolean') assert.equal(option.defaultValue, value, name);
            }
        }
    });

    it('are arguments that `check` reads: a bad value is a failure of that property, and no value is the default', () => {
        for (const [name, { whenChanged, default: value }] of SETTINGS) {
            const { problems } = readRunInputs({ [name]: NONSENSE }, 'unknown', migrator);
            const mine = problems.filter(({ property }) => property === name);
            assert.equal(mine.length, whenChanged === undefined ? 0 : 1, name);
            if (whenChanged === undefined) continue;
            assert.equal(inputsThatDecide(migrator).includes(name), whenChanged === 'makes-a-pass', name);
            const { inputs } = readRunInputs(COMPLETE, 'unknown', migrator);
            if (name !== 'phase') assert.equal((inputs?.settings as Record<string, unknown>)[name], value, name);
        }
    });

    it('are refused by name with a value that cannot be, and have a default that can', () => {
        for (const [name, { default: value }] of SETTINGS) {
            assert.throws(() => chooseSettings({ [name]: NONSENSE }), {
                code: 'SETTING_INVALID',
                message: new RegExp(`^Expected \`${name}\` to be .*; got a value of type object\\.$`),
            });
            if (value !== undefined) assert.deepEqual(chooseSettings({ [name]: value }), chooseSettings({}), name);
        }
    });

    it('are listed in docs/configuration.md with argument, flag, meaning and default', () => {
        const rows = tableRows(readDocument('docs/configuration.md'), 'The program');
        const ofSettings = rows.filter(([argument, flag]) =>
            SETTINGS.some(([name, setting]) => argument === `\`${name}\`` || flag === flagOf(setting)),
        );
        const expected = SETTINGS.filter(([name]) => !FOR_CALLERS.includes(name)).map(([name, setting]) => [
            setting.whenChanged === undefined ? '' : `\`${name}\``,
            flagOf(setting) ?? '',
            setting.meaning,
            defaultOf(setting),
        ]);
        assert.deepEqual(ofSettings, expected);
    });

    it('are listed in docs/running.md where their change alone does nothing', () => {
        const [row] = tableRows(readDocument('docs/running.md'), 'When `up` makes a pass').filter(([what]) =>
            what?.startsWith('a setting of the work: '),
        );
        const idle = SETTINGS.filter(([, { whenChanged }]) => whenChanged === 'does-nothing').map(([name]) => name);
        const documented = [...(row?.[0] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name);
        // Rows of their own: they do something as time goes by.
        assert.deepEqual([...documented, 'refreshEvery', 'alwaysRun'].sort(), idle.sort());
    });

    it('have a docstring each', () => {
        const path = join(REPOSITORY, 'migrator/run/settings.ts');
        const file = ts.createSourceFile(path, ts.sys.readFile(path) ?? '', ts.ScriptTarget.Latest, true);
        const declaration = file.statements.find(
            (statement) => ts.isInterfaceDeclaration(statement) && statement.name.text === 'RunSettings',
        ) as ts.InterfaceDeclaration;
        const documented = declaration.members.filter((member) => ts.getJSDocCommentsAndTags(member).length > 0);
        assert.deepEqual(
            documented.map((member) => member.name?.getText()).sort(),
            SETTINGS.map(([name]) => name).sort(),
        );
    });
});

const COMPLETE = {
    ...{ definition: 'migration.ts', sourceFile: 'users.csv', phase: 'copy', logTo: 'urn' },
    ...{ targetTenant: 'target', targetDomain: 'target.example.com' },
    ...{ targetConnection: 'customers', targetConnectionId: 'con_1' },
};

function flagOf({ flag }: migrator.RunSetting<unknown>): string | undefined {
    return flag && `\`${flag.declared.split(' ')[0] ?? ''}\``;
}

function defaultOf({ default: value, defaultInWords, isRequired }: migrator.RunSetting<unknown>): string {
    if (isRequired === true) return '';
    if (typeof value === 'string') return `\`${value}\``;
    return value === undefined ? (defaultInWords ?? 'none') : value === false ? 'off' : JSON.stringify(value);
}
