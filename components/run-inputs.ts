import { z } from 'zod';
import type {
    InputSettingName,
    RUN_SETTINGS,
    RunSetting,
    RunSettings,
    ValueRule,
    valueProblem,
} from '../migrator/index.ts';
import type { SettingInputs } from './setting-inputs.ts';
import type { DeclaredPhases, UserMigrationRunArgs } from './user-migration-run.ts';

/** What is taken of the migrator, which is loaded when the engine calls. */
interface Migrator {
    readonly RUN_SETTINGS: typeof RUN_SETTINGS;
    readonly valueProblem: typeof valueProblem;
}

type Rules = Readonly<Record<string, EndpointInput | RunSetting<unknown>>>;
type EndpointInputName = Exclude<keyof UserMigrationRunArgs, keyof SettingInputs | keyof DeclaredPhases>;

/** An input that says which users go where. */
interface EndpointInput extends ValueRule<string> {
    readonly isRequired?: boolean;
    readonly whenChanged?: 'replaces' | 'makes-a-pass';
}

const NAME: ValueRule<string> = { schema: z.string(), expected: 'a text' };
const FORMAT: ValueRule<'json' | 'csv'> = { schema: z.enum(['json', 'csv']), expected: '`json` or `csv`' };
const PATH: ValueRule<string> = { schema: z.string().min(1), expected: 'a path' };
const REQUIRED = { isRequired: true } as const;
/** It makes another migration: the engine makes a new resource for it. */
const IDENTITY = { whenChanged: 'replaces' } as const;

/** Inputs that say which users go where; the settings of the migrator say how. */
const ENDPOINT_INPUTS = {
    definition: { ...NAME, ...REQUIRED, ...IDENTITY },
    sourceTenant: NAME,
    targetTenant: { ...NAME, ...REQUIRED },
    sourceDomain: { ...NAME, ...IDENTITY },
    targetDomain: { ...NAME, ...REQUIRED, ...IDENTITY },
    sourceConnection: { ...NAME, ...IDENTITY },
    sourceFile: { ...PATH, ...IDENTITY },
    sourceFormat: { ...FORMAT, whenChanged: 'makes-a-pass' },
    sourceFileConnection: { ...PATH, expected: 'the name of a connection', ...IDENTITY },
    targetConnection: { ...NAME, ...REQUIRED, ...IDENTITY },
    targetConnectionId: { ...NAME, ...REQUIRED, ...IDENTITY },
    logTo: { ...NAME, ...REQUIRED },
} as const satisfies Readonly<Record<EndpointInputName, EndpointInput>>;

/** What names a source connection. */
const SOURCE_CONNECTION = ['sourceTenant', 'sourceDomain', 'sourceConnection'] as const;

type ValueOf<Name extends EndpointInputName> =
    (typeof ENDPOINT_INPUTS)[Name] extends ValueRule<infer Value> ? Value : never;
type KnownName = {
    [Name in EndpointInputName]: (typeof ENDPOINT_INPUTS)[Name] extends { readonly isRequired: true } ? Name : never;
}[EndpointInputName];

/** The inputs of a run, once enough is known to inspect the migration. */
export type RunInputs = { readonly [Name in EndpointInputName]?: ValueOf<Name> } & {
    // In a preview, the target may be still to be made.
    readonly [Name in Exclude<KnownName, 'targetConnectionId'>]: ValueOf<Name>;
} & {
    /** The settings that the program chose, and the defaults of others. */
    readonly settings: Pick<RunSettings, InputSettingName>;
};

/** Inputs whose change makes it another migration: the engine makes a new resource. */
export const REPLACING = Object.entries<EndpointInput>(ENDPOINT_INPUTS)
    .filter(([, { whenChanged }]) => whenChanged === 'replaces')
    .map(([name]) => name);

/** Inputs that `check` adds: the content behind two paths. */
const DIGESTS = ['definitionDigest', 'sourceFileDigest'];

/** Gives the inputs whose change asks for a pass. The change of any other one alone does nothing. */
export function inputsThatDecide(migrator: Pick<Migrator, 'RUN_SETTINGS'>): string[] {
    const rules: Rules = { ...migrator.RUN_SETTINGS, ...ENDPOINT_INPUTS };
    const deciding = Object.entries(rules).filter(([, { whenChanged }]) => whenChanged === 'makes-a-pass');
    return [...deciding.map(([name]) => name), ...DIGESTS];
}

/** A property of the inputs that is not as expected. */
export interface InputProblem {
    readonly property: string;
    readonly reason: string;
}

/** What could be read of the inputs. */
export interface ReadInputs {
    /** Undefined while one of them has a problem or is not known. */
    readonly inputs: RunInputs | undefined;
    readonly problems: readonly InputProblem[];
    /** Names of the inputs that only an `up` makes known. */
    readonly unknownNames: readonly string[];
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
    migrator: Migrator,
): ReadInputs {
    const problems: InputProblem[] = [];
    const read = (rules: Rules): Record<string, unknown> => {
        const values: Record<string, unknown> = {};
        for (const [property, rule] of Object.entries(rules)) {
            const value = properties[property];
            if (value === unknown) continue;
            if (value === undefined && rule.isRequired !== true) {
                if ('default' in rule) values[property] = rule.default;
                continue;
            }
            const reason = migrator.valueProblem(property, rule, value);
            if (reason === undefined) values[property] = value;
            else problems.push({ property, reason });
        }
        return values;
    };
    const settingRules: Rules = Object.fromEntries(
        Object.entries(migrator.RUN_SETTINGS).filter(([, setting]) => 'whenChanged' in setting),
    );
    const inputs = { ...read(ENDPOINT_INPUTS), settings: read(settingRules) };
    if (properties['sourceFile'] === undefined) {
        for (const property of SOURCE_CONNECTION) {
            if (properties[property] !== undefined) continue;
            problems.push({
                property,
                reason: `Expected \`${property}\`, or a file of users (\`sourceFile\`), got nothing.`,
            });
        }
    }
    const unknownNames = [...Object.keys(ENDPOINT_INPUTS), ...Object.keys(settingRules)].filter(
        (name) => properties[name] === unknown,
    );
    // The target may be still to be made: everything else can be inspected without it.
    const isKnown = unknownNames.every((name) => name === 'targetConnectionId');
    return {
        inputs: isKnown && problems.length === 0 ? (inputs as unknown as RunInputs) : undefined,
        ...{ problems, unknownNames },
    };
}
