import { bcrypt } from 'hash-wasm';
import type { BeforeFirstLogin, ImportScripts } from '../../../../migrator/scripts/import-scripts.ts';

/** A user of a source, as every source of the tests has them. */
export interface SourceUser {
    readonly id: string;
    readonly email: string;
    readonly username: string;
    readonly password: string;
    readonly name: string;
    readonly isBlocked?: boolean;
}

export const ANN: SourceUser = {
    ...{ id: 'ann-1', email: 'ann@example.com', username: 'ann', name: 'Ann Ax' },
    password: 'Legacy-pass-1',
};
export const BO: SourceUser = {
    ...{ id: 'bo-2', email: 'bo@example.com', username: 'bo', name: 'Bo Bay' },
    password: 'Legacy-pass-2',
    isBlocked: true,
};
export const USERS: readonly SourceUser[] = [ANN, BO];

/** What may go wrong between the scripts and their source. */
export type Breakdown = 'away' | 'slow' | 'nonsense';

/** What the tests vary in scripts. */
export interface ScriptChoices {
    readonly beforeFirstLogin?: BeforeFirstLogin;
    readonly timeLimitMs?: number;
    readonly target?: { readonly domain: string; readonly connection: string };
}

/** Somewhere that users come from, with the scripts for it. */
export interface ScriptSource {
    scripts(choices?: ScriptChoices): ImportScripts;
    readonly configuration: Readonly<Record<string, string>>;
    /** Hosts that the scripts call. */
    readonly hosts: readonly string[];
    /** Lets things go wrong until they are mended. */
    breakDown(how: Breakdown): void;
    mend(): void;
    /**
     * Locks the table against readers, as a migration of the schema does.
     *
     * @returns what takes the lock away; undefined for a source without tables
     */
    lock?(): Promise<() => Promise<void>>;
    /** How many requests or connections the source has seen. */
    contacts(): number;
    close(): Promise<void>;
}

/** A bcrypt hash as other systems store it. */
export async function bcryptOf(password: string): Promise<string> {
    const salt = Buffer.alloc(16, 7);
    return (await bcrypt({ password, salt, costFactor: 10, outputType: 'encoded' })).replace(/^\$2a\$/, '$2y$');
}

/** A text as a source may keep it that takes no notice of case. */
export function capitalized(text: string): string {
    return text.replace(/^./, (letter) => letter.toUpperCase());
}
