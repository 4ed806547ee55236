import * as pulumi from '@pulumi/pulumi';
import { documentOf } from '../migrator/disclosure/error-document.ts';
import type { ErrorCode } from '../migrator/index.ts';
import { reasonOf } from './run-messages.ts';

/** What only a connection is refused for; like the codes of the migrator, each has its heading in `docs/errors.md`. */
export const CONNECTION_CODES = [
    'CLIENTS_DROPPED',
    'CLIENTS_LISTED_TWICE',
    'CONFIGURATION_DROPPED',
    'DATABASE_KIND_CHANGED',
    'IMPORT_MODE_TURNED_OFF',
    'OPTION_DROPPED',
] as const;

/** Writes a refusal as a run writes its own: with its code, and where that is explained. */
export function refusalText(code: ErrorCode | (typeof CONNECTION_CODES)[number], message: string): string {
    return reasonOf({ code, message }, documentOf);
}

/** Ends the program with a sentence, and nothing around it. */
export class Refusal extends pulumi.RunError {
    constructor(sentence: string) {
        super(sentence);
        // Pulumi writes the name of every property that waits for the rejected output in front of the message.
        Object.defineProperty(this, 'message', { get: () => sentence, set: () => undefined });
        // Once the program has ended, Pulumi shows the stack instead of the message.
        this.stack = '';
    }
}
