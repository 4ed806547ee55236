import { relative } from 'node:path';
import { THIS_PACKAGE } from './this-package.ts';

/**
 * Names a folder from where this process works, as somebody who copies a command into the same folder needs it.
 *
 * @param folder - absolute
 */
export function folderFromHere(folder: string): string {
    const path = relative(process.cwd(), folder);
    return path === '' ? '.' : path;
}

/** Writes a command of this package that takes a run's folder, ready to be copied. */
export function folderCommand(command: 'show' | 'purge', folder: string, ...rest: readonly string[]): string {
    return ['npx', THIS_PACKAGE.name, command, quoted(folder), ...rest].join(' ');
}

/** Writes the command that counts the users of a file. */
export function planCommand(definition: string, sourceFile: string, targetConnection: string): string {
    const flags = { definition, 'source-file': sourceFile, 'target-connection': targetConnection };
    const words = Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, quoted(value)]);
    return ['npx', THIS_PACKAGE.name, 'plan', ...words].join(' ');
}

// Every shell takes double quotes, but some read `$` and others inside of them.
function quoted(text: string): string {
    if (/^[\w./@:+\\-]+$/.test(text)) return text;
    return /["$`!]/.test(text) ? `'${text.replaceAll("'", `'\\''`)}'` : `"${text}"`;
}
