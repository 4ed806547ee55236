import { DATABASE_GET_USER, DATABASE_LOGIN, DATABASE_PROFILE } from './database-profile.ts';
import type { ImportScripts, ScriptPolicy } from './import-scripts.ts';
import { type PasswordHashKind, passwordCheck } from './password-check.ts';
import { framedScripts } from './script-frame.ts';
import type { UserColumns } from './sql-scripts.ts';

/** What scripts need to know of a collection of users. */
export interface MongoSourceSettings extends ScriptPolicy {
    /** Name of the database. */
    readonly database: string;
    /** Name of the collection that has the users. */
    readonly collection: string;
    /** Fields of a document, by what they hold, as paths with dots; `_id` where no other ID is named. */
    readonly columns: Omit<UserColumns, 'id'> & { readonly id?: string };
    /** How the password hashes were made. */
    readonly passwordHash: PasswordHashKind;
}

// In `configuration`: the connection string, password included.
const MONGO_SOURCE_CONFIGURATION = 'SOURCE_MONGODB_URL';

/** Writes the scripts that move users from a collection in MongoDB. */
export function mongoSourceScripts(settings: MongoSourceSettings): ImportScripts {
    const { database, collection, columns, passwordHash, ...policy } = settings;
    const { id = '_id', email, username, userMetadata = {}, appMetadata = {} } = columns;
    const salt = typeof passwordHash === 'object' ? passwordHash.salt : undefined;
    const fields: Record<string, string | undefined> = {
        ...{ user_id: id, email, username, salt, hash: columns.passwordHash, blocked: columns.blocked },
        ...{ email_verified: columns.emailVerified, phone_number: columns.phoneNumber },
        ...{ phone_verified: columns.phoneVerified, name: columns.name, given_name: columns.givenName },
        ...{ family_name: columns.familyName, nickname: columns.nickname, picture: columns.picture },
    };
    return framedScripts(
        {
            settings: { database, collection, fields, userMetadata, appMetadata },
            shared: `
  async function findRows(wanted) {
    const { MongoClient } = require('mongodb');
    const client = new MongoClient(configuration.${MONGO_SOURCE_CONFIGURATION}, { serverSelectionTimeoutMS: SETTINGS.timeLimitMs });
    try {
      await client.connect();
      const field = wanted.includes('@') || !SETTINGS.fields.username ? SETTINGS.fields.email : SETTINGS.fields.username;
      const found = client.db(SETTINGS.database).collection(SETTINGS.collection).find({ [field]: wanted.toLowerCase() });
      // Strength 2 takes no notice of case.
      return (await found.collation({ locale: 'en', strength: 2 }).limit(2).toArray()).map(fieldsOf);
    } finally {
      client.close().catch(() => undefined);
    }
  }

  function fieldsOf(document) {
    const at = (path) => path.split('.').reduce((value, key) => (value === undefined || value === null ? undefined : value[key]), document);
    const fields = {};
    for (const field of Object.keys(SETTINGS.fields)) fields[field] = at(SETTINGS.fields[field]);
    for (const [field, paths] of [['user_metadata', SETTINGS.userMetadata], ['app_metadata', SETTINGS.appMetadata]]) {
      fields[field] = {};
      for (const key of Object.keys(paths)) {
        const value = at(paths[key]);
        if (value !== undefined && value !== null) fields[field][key] = value;
      }
    }
    return fields;
  }
${DATABASE_PROFILE}`,
            login: `
  const crypto = require('crypto');
${passwordCheck(passwordHash)}${DATABASE_LOGIN}`,
            getUser: DATABASE_GET_USER,
        },
        policy,
    );
}
