import { type UnfoundName, unfoundNames } from '../disclosure/unfound-name.ts';
import { isRecord, valueAt } from '../records/json-path.ts';
import type { UserRecord } from '../records/user-record.ts';

const MAX_PATHS = 200;
const PROFILES_LOOKED_INTO = 200;
const METADATA = ['app_metadata', 'user_metadata'];

/** Sees which of the paths in `userIds.rewrite` the users of the source have. */
export class RewrittenPaths {
    private readonly missing: Set<string>;
    /** What is there instead. */
    private readonly paths = new Set<string>();
    private profiles = 0;

    /**
     * Begins with all of them missing.
     *
     * @param paths - keys joined by dots
     */
    constructor(paths: readonly string[]) {
        this.missing = new Set(paths);
    }

    /** Looks at one user. */
    look(profile: UserRecord): void {
        if (this.missing.size === 0) return;
        for (const path of this.missing) if (valueAt(profile, path) !== undefined) this.missing.delete(path);
        this.profiles += 1;
        if (this.profiles > PROFILES_LOOKED_INTO) return;
        for (const field of METADATA) this.list(profile[field], field);
    }

    /** Lists those that no user had; none where there was no user. */
    unfound(): UnfoundName[] {
        return this.profiles === 0 ? [] : unfoundNames('userIds.rewrite', this.missing, this.paths);
    }

    private list(value: unknown, path: string): void {
        if (!isRecord(value)) return;
        for (const key in value) {
            if (this.paths.size >= MAX_PATHS) return;
            this.paths.add(`${path}.${key}`);
            const inner = value[key];
            if (isRecord(inner)) for (const last in inner) this.paths.add(`${path}.${key}.${last}`);
        }
    }
}
