import { z } from 'zod';
import type { MigrationSettings } from '../migrator/index.ts';

const clientsSchema = z.object({ source: z.array(z.string()), target: z.array(z.string()) });

/** Reads which clients a cut-over switches from the inputs of a run; undefined where the program declares none, and while they are not known. */
export function readSwitchedClients(
    properties: Readonly<Record<string, unknown>>,
): MigrationSettings['switchedClients'] {
    return clientsSchema.safeParse(properties['switchedClients']).data;
}
