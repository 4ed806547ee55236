import { counted } from '../migrator/counted.ts';
import { Refusal, refusalText } from './refusal.ts';

/** The lists of one connection's clients. */
export interface ClientLists {
    /** Name of the component. */
    readonly connection: string;
    readonly always: readonly string[];
    /** Those that change at the cut-over. */
    readonly switched: readonly string[];
    /** The argument that lists those. */
    readonly key: 'untilCutover' | 'fromCutover';
}

/**
 * Gives the clients that change at the cut-over; refuses those that are to stay enabled, too: one list would enable them, and the other one disable
 * them.
 *
 * @throws {Refusal} `CLIENTS_LISTED_TWICE`
 */
export function switchedOnly({ connection, always, switched, key }: ClientLists): string[] {
    const stay = new Set(always);
    const both = [...new Set(switched)].filter((id) => stay.has(id));
    if (both.length > 0)
        throw new Refusal(
            refusalText(
                'CLIENTS_LISTED_TWICE',
                `${counted(both.length, 'client')} of the connection \`${connection}\` ${both.length === 1 ? 'is' : 'are'} listed to stay enabled (\`always\`) and to change at the ` +
                    `cut-over (\`${key}\`): ${both.join(', ')}. No client was changed. List each in one of the two.`,
            ),
        );
    return [...new Set(switched)];
}
