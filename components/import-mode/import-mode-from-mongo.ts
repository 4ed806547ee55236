import type * as pulumi from '@pulumi/pulumi';
import { type MongoSourceSettings, mongoSourceScripts } from '../../migrator/scripts/mongo-scripts.ts';
import type { ImportModeSettings } from './import-mode-settings.ts';
import { ghostNotes, type ImportModePolicy } from './script-arguments.ts';

/** How users move from a collection in MongoDB. */
export interface ImportModeFromMongoArgs extends MongoSourceSettings, ImportModePolicy {
    /** Connection string with its password; kept in `configuration`, as a secret. */
    readonly url: pulumi.Input<string>;
}

/** Moves the users of a collection in MongoDB as they log in. Not tried against a server: there is none in Debian. */
export function importModeFromMongo({ url, ...settings }: ImportModeFromMongoArgs): ImportModeSettings {
    const { collection, columns } = settings;
    const carried = (['username', 'phoneNumber'] as const).filter((name) => columns[name] !== undefined);
    return {
        kind: 'mongo',
        declare: () => ({
            scripts: mongoSourceScripts(settings),
            configuration: { SOURCE_MONGODB_URL: url },
            notes: [`Users of the collection ${collection} move as they log in.`, ...ghostNotes(settings, carried)],
        }),
    };
}
