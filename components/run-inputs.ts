import { z } from 'zod';

const texts = z.strictObject({
    definition: z.string(),
    sourceTenant: z.string().optional(),
    targetTenant: z.string(),
    sourceDomain: z.string().optional(),
    targetDomain: z.string(),
    sourceConnection: z.string().optional(),
    sourceFile: z.string().min(1).optional(),
    sourceFormat: z.enum(['json', 'csv']).optional(),
    sourceFileConnection: z.string().min(1).optional(),
    targetConnection: z.string(),
    targetConnectionId: z.string(),
    phase: z.enum(['prepare', 'copy', 'cutover', 'decommission']),
    runsFolder: z.string(),
    timeBudgetMinutes: z.number().gt(0),
    approvedPlan: z.string().optional(),
    eventsFile: z.string().optional(),
    rateShare: z.number().gt(0).max(1).optional(),
    maxConcurrentJobs: z.int().min(1).max(20).optional(),
    withIdentifiers: z.boolean().optional(),
    maxSnapshotAgeHours: z.number().gte(0).optional(),
    refreshEvery: z
        .string()
        .regex(/^[1-9]\d*[mhd]$/, 'a duration such as 30m, 12h or 7d')
        .optional(),
    alwaysRun: z.boolean().optional(),
    switchesClients: z.boolean().optional(),
    decommissions: z.boolean().optional(),
    logTo: z.string(),
});

/** The inputs of a run as the engine passes them, all known. */
export type RunInputs = z.output<typeof texts>;

/** Names of the inputs. */
export const RUN_INPUT_NAMES = Object.keys(texts.shape) as readonly (keyof RunInputs)[];

/** A property of the inputs that is not as expected. */
export interface InputProblem {
    readonly property: string;
    readonly reason: string;
}

/**
 * Reads the inputs of a run, leaving out what is not theirs: computed inputs, outputs and Pulumi's own keys.
 *
 * @param properties - inputs, or the outputs that hold them
 * @param unknown - the text that stands for a value that is not known yet
 */
export function readRunInputs(
    properties: Readonly<Record<string, unknown>>,
    unknown: string,
): { readonly inputs: Partial<RunInputs>; readonly problems: readonly InputProblem[] } {
    const inputs: Record<string, unknown> = {};
    const problems: InputProblem[] = [];
    for (const [property, schema] of Object.entries(texts.shape)) {
        const value = properties[property];
        if (value === unknown) continue;
        const result = schema.safeParse(value);
        if (result.success) {
            if (result.data !== undefined) inputs[property] = result.data;
        } else {
            const got = value === undefined ? 'nothing' : `${JSON.stringify(value)} (${typeof value})`;
            problems.push({
                property,
                reason: `Expected \`${property}\` to be as follows: ${result.error.issues[0]?.message ?? ''}; got ${got}.`,
            });
        }
    }
    if (!('sourceFile' in inputs) && properties['sourceFile'] !== unknown) {
        for (const property of ['sourceTenant', 'sourceDomain', 'sourceConnection']) {
            if (property in inputs || properties[property] === unknown) continue;
            if (problems.some((problem) => problem.property === property)) continue;
            problems.push({
                property,
                reason: `Expected \`${property}\`, or a file of users (\`sourceFile\`), got nothing.`,
            });
        }
    }
    return { inputs, problems };
}
