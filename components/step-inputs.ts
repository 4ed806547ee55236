import * as pulumi from '@pulumi/pulumi';
import { z } from 'zod';
import { type RunInputs, readRunInputs } from './run-inputs.ts';

const clients = z.array(z.string());
const switching = {
    to: z.enum(['source', 'target']),
    sourceClients: clients,
    targetClients: clients,
    alwaysClients: clients,
    retiredClients: clients,
};

const stepSchema = z.discriminatedUnion('step', [
    z.object({ step: z.literal('open'), ...switching }),
    z.object({ step: z.literal('close'), ...switching }),
    z.object({
        step: z.literal('delete'),
        isDue: z.boolean(),
        confirm: z.string(),
        deletes: z.enum(['users', 'connection']),
        maxDeletions: z.number(),
    }),
]);

interface LoginSwitch {
    readonly to: 'source' | 'target';
    readonly sourceClients: readonly string[];
    readonly targetClients: readonly string[];
    readonly alwaysClients: readonly string[];
    readonly retiredClients: readonly string[];
}

interface Deletion {
    readonly isDue: boolean;
    readonly confirm: string;
    readonly deletes: 'users' | 'connection';
    readonly maxDeletions: number;
}

/** What a step is about. */
export type StepInputs = ({ readonly step: 'open' | 'close' } & LoginSwitch) | ({ readonly step: 'delete' } & Deletion);

/** The inputs of a step that are known: those of its run, and its own. */
export interface KnownStep {
    readonly inputs: RunInputs;
    readonly step: StepInputs;
}

/** Inputs whose change makes a step due. */
export const DECIDING_FOR_STEPS = [
    ...['step', 'to', 'sourceClients', 'targetClients', 'sourceConnection', 'targetConnectionId'],
    ...['isDue', 'confirm', 'deletes', 'maxDeletions'],
] as const;

/** Tells the properties of a step from those of a run. */
export function isStep(properties: Readonly<Record<string, unknown>>): boolean {
    return 'step' in properties;
}

/** Reads the inputs of a step; undefined while one of them is not known. They are this package's own, so nothing else can be wrong with them. */
export function readStep(
    properties: Readonly<Record<string, unknown>>,
    migrator: Parameters<typeof readRunInputs>[2],
): KnownStep | undefined {
    const { inputs } = readRunInputs(properties, pulumi.runtime.unknownValue, migrator);
    const step = stepSchema.safeParse(properties);
    const isKnown = inputs?.targetConnectionId !== undefined && step.success;
    return isKnown ? { inputs, step: step.data } : undefined;
}
