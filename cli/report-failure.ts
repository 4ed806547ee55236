import { type Command, CommanderError } from 'commander';
import { documentOf, type ErrorCode, failureEntry, isMigrationError } from '../migrator/index.ts';
import { logFailure } from './command-log.ts';
import { printText } from './terminal-text.ts';

const LIST = new Intl.ListFormat('en-US');

/** Prints what ended a command as `CODE: message` on stderr, and sets the exit code. */
export function reportFailure(error: unknown, program: Command): void {
    if (error instanceof CommanderError && error.exitCode === 0) return;
    process.exitCode = 1;
    // Help was printed in the place of an error.
    if (error instanceof CommanderError && error.code.startsWith('commander.help')) return;
    logFailure(error);
    if (isMigrationError(error)) print(error.code, error.message);
    else if (error instanceof CommanderError) print('SETTING_INVALID', argumentFault(error, program));
    else print('COMMAND_FAILED', failureEntry(error).message);
}

function print(code: ErrorCode, message: string): void {
    printText(`${code}: ${message}\nMore: ${documentOf(code)}`, process.stderr);
}

/** Lets every command throw what is wrong with its arguments, and print nothing of them. */
export function throwArgumentFaults(command: Command): void {
    command.exitOverride().configureOutput({ outputError: () => undefined });
    for (const inner of command.commands) throwArgumentFaults(inner);
}

// Commander repeats what was given, which may be a secret in the wrong place; names of its own are in quotes too.
function argumentFault({ code, message }: CommanderError, program: Command): string {
    if (code === 'commander.missingMandatoryOptionValue') return missingOptions(program);
    const names = namesOf(program);
    const text = message.replace(/^error: /, '').replaceAll(/'([^']*)'/g, (_, inner: string) => {
        const [flag = ''] = inner.split('=');
        if (names.has(inner) || /^--[a-z]+(-[a-z]+){0,3}$/.test(flag)) return `\`${names.has(inner) ? inner : flag}\``;
        return `(a text of ${inner.length} characters)`;
    });
    const [first = '', ...hint] = text.split('\n').filter((line) => line !== '');
    const capital = first.charAt(0).toUpperCase() + first.slice(1);
    // A command that is spelled almost right has a hint already.
    const commands =
        code === 'commander.unknownCommand' && hint.length === 0 ? [`The commands are ${commandsOf(program)}.`] : [];
    return [capital.endsWith('.') ? capital : `${capital}.`, ...hint, ...commands, 'See --help.'].join(' ');
}

// Commander names the first that it misses.
function missingOptions(program: Command): string {
    const command = givenCommand(program);
    const missing = command.options.filter(
        (option) => option.mandatory && command.getOptionValue(option.attributeName()) === undefined,
    );
    const flags = missing.map(({ flags }) => `\`${flags}\``);
    return `Required ${flags.length === 1 ? 'option' : 'options'} ${LIST.format(flags)} not specified. See --help.`;
}

function givenCommand(command: Command): Command {
    const inner = command.commands.find((candidate) => candidate.name() === command.args[0]);
    return inner === undefined ? command : givenCommand(inner);
}

function commandsOf(program: Command): string {
    const visible = program.createHelp().visibleCommands(program);
    return LIST.format(visible.map((command) => command.name()));
}

function namesOf(command: Command): Set<string> {
    const options = command.options.flatMap(({ flags, long, short }) => [flags, long ?? '', short ?? '']);
    const names = command.registeredArguments.map((argument) => argument.name());
    return new Set([...options, ...names, command.name(), ...command.commands.flatMap((inner) => [...namesOf(inner)])]);
}
