import type * as pulumi from '@pulumi/pulumi';
import { type MongoSourceSettings, mongoSourceScripts } from '../../migrator/scripts/mongo-scripts.ts';
import type { ImportModeSettings } from './import-mode-settings.ts';
import { ghostNotes, type ImportModePolicy } from './script-arguments.ts';
import { lookForTakenNames } from './taken-names.ts';

/** How users move from a collection in MongoDB. */
export interface ImportModeFromMongoArgs extends Omit<MongoSourceSettings, 'target'>, ImportModePolicy {
    /** Connection string with its password; kept in `configuration`, as a secret. */
    readonly url: pulumi.Input<string>;
}

/** Moves the users of a collection in MongoDB as they log in. Not tried against a server: there is none in Debian. */
export function importModeFromMongo({
    url,
    checksTakenNames = false,
    ...settings
}: ImportModeFromMongoArgs): ImportModeSettings {
    const { collection, columns } = settings;
    const carried = (['username', 'phoneNumber'] as const).filter((name) => columns[name] !== undefined);
    return {
        kind: 'mongo',
        declare(connection) {
            const taken = lookForTakenNames(connection, checksTakenNames && carried.length > 0);
            return {
                scripts: taken.policy.apply((policy) => mongoSourceScripts({ ...settings, ...policy })),
                configuration: { SOURCE_MONGODB_URL: url, ...taken.configuration },
                notes: [
                    `Users of the collection ${collection} move as they log in.`,
                    ...ghostNotes({ ...settings, checksTakenNames }, carried),
                ],
            };
        },
    };
}
