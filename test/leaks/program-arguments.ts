import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const ROOT = resolve(import.meta.dirname, '../..');
/** The program itself. */
export const MAIN = join(ROOT, 'cli/main.ts');

/** What one command takes, as its own help says it. */
export interface CommandArguments {
    /** Its name, and those of the commands that it is in. */
    readonly path: readonly string[];
    readonly flags: readonly { readonly name: string; readonly takesValue: boolean }[];
    /** How many arguments it takes beside flags. */
    readonly operands: number;
}

/** Asks the program and each of its commands for help, and lists what every command takes. */
export async function commandsOf(path: readonly string[] = []): Promise<CommandArguments[]> {
    const help = await helpOf(path);
    const [, usage = ''] = /^Usage: \S+ (.*)$/m.exec(help) ?? [];
    const flags = [...sectionOf(help, 'Options').matchAll(/^ {2}(?:-\w, )?(--[\w-]+)( [<[])?/gm)].map(
        ([, name = '', value]) => ({ name, takesValue: value !== undefined }),
    );
    const names = [...sectionOf(help, 'Commands').matchAll(/^ {2}([a-z][\w-]*)/gm)].map(([, name = '']) => name);
    const inner: CommandArguments[] = [];
    for (const name of names) if (name !== 'help') inner.push(...(await commandsOf([...path, name])));
    const operands = [...usage.replace('[options]', '').replace('[command]', '').matchAll(/[<[]/g)].length;
    return [{ path, flags: flags.filter(({ name }) => name !== '--help'), operands }, ...inner];
}

/** Lists the environment variables of Auth0 and of this project that the sources name. */
export function environmentVariables(): string[] {
    const found = new Set<string>();
    for (const room of ['cli', 'components', 'migrator']) {
        for (const file of readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' })) {
            if (!file.endsWith('.ts')) continue;
            const text = readFileSync(join(ROOT, room, file), 'utf8');
            for (const [name] of text.matchAll(/\bAUTH0(?:_[A-Z]+)+\b(?!_)/g)) found.add(name);
        }
    }
    // Both endpoints are read by one function.
    for (const name of [...found]) found.add(name.replace('_SOURCE_', '_TARGET_'));
    return [...found].sort();
}

async function helpOf(path: readonly string[]): Promise<string> {
    return (await promisify(execFile)(process.execPath, [MAIN, ...path, '--help'])).stdout;
}

function sectionOf(help: string, title: string): string {
    const [, section = ''] = new RegExp(`^${title}:\\n((?: .*\\n|\\n(?= ))*)`, 'm').exec(help) ?? [];
    return section;
}
