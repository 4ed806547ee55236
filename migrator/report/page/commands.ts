import { relative } from 'node:path';
import { shellCommand } from '../../disclosure/shell-command.ts';
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
    return shellCommand(['npx', THIS_PACKAGE.name, command, folder, ...rest]);
}
