import type { StatementSync } from 'node:sqlite';
import type { Connection, Identity, IdentityIndex, Profile } from '../entities.ts';
import { LiveRows } from './live-rows.ts';
import { SqliteIdentityIndex } from './sqlite-identity-index.ts';
import type { StoreFile } from './store-file.ts';
import {
    type IdentityRow,
    identityDocument,
    type ProfileRow,
    profileDocument,
    readIdentity,
    readProfile,
} from './user-documents.ts';
import type { UserRows } from './user-rows.ts';

const ROWS_PER_SCAN = 256;

/**
 * Keeps users in a file, and in memory only those whom someone holds.
 *
 * Rows are added, removed and found at once, inside the transaction that is open. What else changes in an object is written at the commit; until then
 * the object is held, and every look-up gives it. A profile and its identities are loaded together and written together. A scan doesn't make the
 * objects it gives the ones of their rows: a million of them would be kept until it ends.
 */
export class SqliteUserRows implements UserRows {
    readonly #file: StoreFile;
    readonly #findConnection: (id: string) => Connection | undefined;
    readonly #profiles = new LiveRows<Profile>();
    readonly #identities = new LiveRows<Identity>();
    readonly #changedProfiles = new Set<Profile>();
    readonly #changedIdentities = new Set<Identity>();
    readonly #sql: Statements;
    #profileCount: number;
    #lastProfileKey: number;
    #lastIdentityKey: number;

    /** @param findConnection - finds the connections that are there, and those whose users are still being removed */
    constructor(file: StoreFile, findConnection: (id: string) => Connection | undefined) {
        this.#file = file;
        this.#findConnection = findConnection;
        this.#sql = prepare(file);
        const numberOf = (sql: string) => Number(Object.values(file.database.prepare(sql).get() ?? {})[0]);
        this.#profileCount = numberOf('SELECT count(*) FROM profiles');
        this.#lastProfileKey = numberOf('SELECT coalesce(max(key), 0) FROM profiles');
        this.#lastIdentityKey = numberOf('SELECT coalesce(max(key), 0) FROM identities');
        file.onCommit(() => {
            this.#writeChanged();
        });
    }

    get profileCount(): number {
        return this.#profileCount;
    }

    openIdentities(connectionId: string): IdentityIndex {
        return new SqliteIdentityIndex(this.#file, connectionId, this);
    }

    *profiles(): Generator<Profile, void, undefined> {
        let last = 0;
        for (;;) {
            const rows = this.#sql.profilesAfter.all(last, ROWS_PER_SCAN) as unknown as ProfileRow[];
            for (const row of rows) {
                const live = this.#profiles.get(row.key);
                last = row.key;
                yield live ?? this.#assemble(row);
            }
            if (rows.length < ROWS_PER_SCAN) return;
        }
    }

    profilesWithId(userId: string): readonly Profile[] {
        const rows = this.#sql.profilesWithId.all(userId) as unknown as ProfileRow[];
        return rows.map((row) => this.#profiles.get(row.key) ?? this.#enliven(this.#assemble(row)));
    }

    addProfile(profile: Profile): void {
        this.#file.startWriting();
        const [primary] = profile.identities;
        if (primary?.rowKey === undefined) throw new Error('A profile was added before its identity.');
        this.#lastProfileKey += 1;
        profile.rowKey = this.#lastProfileKey;
        this.#sql.insertProfile.run(
            profile.rowKey,
            profile.userId,
            primary.rowKey,
            profileDocument(profile),
            profile.userMetadata ?? null,
            profile.appMetadata ?? null,
        );
        for (const [position, { rowKey }] of profile.identities.entries())
            if (rowKey !== undefined) this.#sql.setProfile.run(profile.rowKey, position, rowKey);
        this.#profileCount += 1;
        this.#enliven(profile);
    }

    removeProfile(profile: Profile): void {
        const { rowKey } = profile;
        if (rowKey === undefined) return;
        this.#file.startWriting();
        this.#sql.deleteProfile.run(rowKey);
        // They may be ghosts now, or belong to another profile soon.
        for (const identity of profile.identities)
            if (identity.rowKey !== undefined) {
                this.#sql.setProfile.run(null, 0, identity.rowKey);
                this.#identities.add(identity.rowKey, identity);
                this.#changedIdentities.add(identity);
            }
        this.#profiles.delete(rowKey);
        this.#changedProfiles.delete(profile);
        profile.rowKey = undefined;
        this.#profileCount -= 1;
    }

    willChange(profile: Profile): void {
        if (profile.rowKey === undefined) return;
        this.#file.startWriting();
        this.#enliven(profile);
        this.#changedProfiles.add(profile);
    }

    willChangeIdentity(identity: Identity): void {
        if (identity.rowKey === undefined) return;
        this.#file.startWriting();
        if (identity.profile?.rowKey !== undefined) this.#enliven(identity.profile);
        this.#identities.add(identity.rowKey, identity);
        this.#changedIdentities.add(identity);
    }

    clear(): void {
        this.#file.startWriting();
        this.#file.database.exec('DELETE FROM profiles; DELETE FROM identities');
        this.#profileCount = 0;
        for (const part of [this.#profiles, this.#identities, this.#changedProfiles, this.#changedIdentities])
            part.clear();
    }

    /** Writes the row of a new identity, which has no profile yet. */
    addIdentity(identity: Identity, id: string): void {
        this.#file.startWriting();
        this.#lastIdentityKey += 1;
        identity.rowKey = this.#lastIdentityKey;
        this.#sql.insertIdentity.run(
            identity.rowKey,
            identity.connection.id,
            id,
            identity.email ?? null,
            identity.username ?? null,
            identity.phoneNumber ?? null,
            identityDocument(identity),
        );
        this.#identities.add(identity.rowKey, identity);
    }

    /** Deletes the row of an identity. */
    removeIdentity(identity: Identity): void {
        const { rowKey } = identity;
        if (rowKey === undefined) return;
        this.#file.startWriting();
        this.#sql.deleteIdentity.run(rowKey);
        this.#identities.delete(rowKey);
        this.#changedIdentities.delete(identity);
        identity.rowKey = undefined;
    }

    /** Says whether an identity that a scan has read is still there. */
    isThere(key: number): boolean {
        return this.#sql.identityKey.get(key) !== undefined;
    }

    /** Gives the object of a row that was looked up: the one that someone holds, else a new one. */
    identityOf(row: IdentityRow): Identity {
        const identity = this.scannedIdentity(row);
        if (identity.profile !== undefined) this.#enliven(identity.profile);
        else this.#identities.add(row.key, identity);
        return identity;
    }

    /** The same for a scan, whose new objects are not kept. */
    scannedIdentity(row: IdentityRow): Identity {
        const live = this.#identities.get(row.key);
        if (live !== undefined) return live;
        const identity = readIdentity(row, this.#requireConnection(row.connection));
        const profileRow =
            row.profile === null ? undefined : (this.#sql.profile.get(row.profile) as ProfileRow | undefined);
        if (profileRow !== undefined) this.#assemble(profileRow, identity);
        return identity;
    }

    /** Makes the objects of a profile and its identities, of whom one may be there already. */
    #assemble(row: ProfileRow, known?: Identity): Profile {
        const profile = readProfile(row);
        const add = (identityRow: IdentityRow) => {
            const identity =
                identityRow.key === known?.rowKey
                    ? known
                    : readIdentity(identityRow, this.#requireConnection(identityRow.connection));
            identity.profile = profile;
            profile.identities.push(identity);
        };
        if (known?.rowKey === row.primary_identity) {
            known.profile = profile;
            profile.identities.push(known);
        } else {
            const primary = this.#sql.identity.get(row.primary_identity) as IdentityRow | undefined;
            // An orphan: its identity was removed and the profile stayed.
            if (primary !== undefined) add(primary);
        }
        for (const secondary of this.#sql.secondaries.all(row.key) as unknown as IdentityRow[]) add(secondary);
        return profile;
    }

    #enliven(profile: Profile): Profile {
        if (profile.rowKey !== undefined) this.#profiles.add(profile.rowKey, profile);
        for (const identity of profile.identities)
            if (identity.rowKey !== undefined) this.#identities.add(identity.rowKey, identity);
        return profile;
    }

    #requireConnection(id: string): Connection {
        const connection = this.#findConnection(id);
        if (connection === undefined)
            throw new Error(`The store has an identity of connection ${id}, which is not there.`);
        return connection;
    }

    #writeChanged(): void {
        for (const profile of this.#changedProfiles) {
            const { rowKey, userMetadata, appMetadata, identities } = profile;
            if (rowKey === undefined) continue;
            this.#sql.updateProfile.run(profileDocument(profile), userMetadata ?? null, appMetadata ?? null, rowKey);
            for (const [position, identity] of identities.entries()) {
                this.#changedIdentities.delete(identity);
                this.#writeIdentity(identity, position);
            }
        }
        for (const identity of this.#changedIdentities)
            this.#writeIdentity(identity, identity.profile?.identities.indexOf(identity) ?? 0);
        this.#changedProfiles.clear();
        this.#changedIdentities.clear();
    }

    #writeIdentity(identity: Identity, position: number): void {
        if (identity.rowKey === undefined) return;
        const profile = identity.profile?.rowKey ?? null;
        this.#sql.updateIdentity.run(profile, position, identityDocument(identity), identity.rowKey);
    }
}

type Statements = ReturnType<typeof prepare>;

function prepare({ database }: StoreFile) {
    const statement = (sql: string): StatementSync => database.prepare(sql);
    return {
        profile: statement('SELECT * FROM profiles WHERE key = ?'),
        profilesAfter: statement('SELECT * FROM profiles WHERE key > ? ORDER BY key LIMIT ?'),
        profilesWithId: statement('SELECT * FROM profiles WHERE user_id = ? ORDER BY key'),
        insertProfile: statement('INSERT INTO profiles VALUES (?, ?, ?, ?, ?, ?)'),
        updateProfile: statement('UPDATE profiles SET document = ?, user_metadata = ?, app_metadata = ? WHERE key = ?'),
        deleteProfile: statement('DELETE FROM profiles WHERE key = ?'),
        identity: statement('SELECT * FROM identities WHERE key = ?'),
        identityKey: statement('SELECT 1 FROM identities WHERE key = ?'),
        secondaries: statement('SELECT * FROM identities WHERE profile = ? AND position > 0 ORDER BY position'),
        insertIdentity: statement('INSERT INTO identities VALUES (?, ?, ?, ?, ?, ?, NULL, 0, ?)'),
        updateIdentity: statement('UPDATE identities SET profile = ?, position = ?, document = ? WHERE key = ?'),
        setProfile: statement('UPDATE identities SET profile = ?, position = ? WHERE key = ?'),
        deleteIdentity: statement('DELETE FROM identities WHERE key = ?'),
    };
}
