import type { Clock } from '../clock.ts';
import type { Profile } from '../entities.ts';

interface Version {
    /** When it was replaced. */
    until: number;
    /** How the user was until then; undefined before the creation. */
    shown: Profile | undefined;
}

/**
 * What the search shows: the profiles as they were some time ago. It keeps the past only of those who changed since, so that without a lag
 * it costs nothing.
 */
export class LaggingIndex {
    /** How far the search is behind, in milliseconds. What happened before it was set is not told again. */
    lagMs = 0;
    /** When the index stopped following, if it stands still. */
    #stoppedAt: number | undefined;
    readonly #clock: Clock;
    readonly #versions = new Map<Profile, Version[]>();
    /** Those who were deleted but may still be shown. */
    readonly #deleted = new Set<Profile>();

    constructor(clock: Clock) {
        this.#clock = clock;
    }

    /** Lets the index stand still, or go on. */
    setStopped(isStopped: boolean): void {
        this.#stoppedAt = isStopped ? (this.#stoppedAt ?? this.#clock.now()) : undefined;
    }

    /** Notes that a profile is about to change. Called for every change, so it copies only when someone may see the copy. */
    willChange(profile: Profile): void {
        if (!this.#isFollowing()) return;
        this.#note(profile, { ...profile, identities: profile.identities.map((identity) => ({ ...identity })) });
    }

    /** Notes that a profile was created. */
    wasCreated(profile: Profile): void {
        this.#deleted.delete(profile);
        this.#note(profile, undefined);
    }

    /** Notes that a profile is about to be deleted. */
    willDelete(profile: Profile): void {
        if (!this.#isFollowing()) return;
        this.willChange(profile);
        this.#deleted.add(profile);
    }

    /** Says whether the search shows anything else than what is. */
    isBehind(): boolean {
        this.#forgetOld();
        return this.#versions.size > 0;
    }

    /** Shows profiles as the index has them, and those that it does not yet know to be gone. */
    *view(profiles: Iterable<Profile>): Generator<Profile, void, undefined> {
        if (!this.isBehind()) {
            yield* profiles;
            return;
        }
        for (const profile of profiles) {
            const shown = this.#shown(profile);
            if (shown !== undefined) yield shown;
        }
        for (const profile of this.#deleted) {
            const shown = this.#shown(profile);
            if (shown !== undefined) yield shown;
        }
    }

    clear(): void {
        this.#versions.clear();
        this.#deleted.clear();
    }

    #isFollowing(): boolean {
        return this.lagMs > 0 || this.#stoppedAt !== undefined;
    }

    #horizon(): number {
        return Math.min(this.#stoppedAt ?? Infinity, this.#clock.now() - this.lagMs);
    }

    #note(profile: Profile, shown: Profile | undefined): void {
        if (!this.#isFollowing()) return;
        const versions = this.#versions.get(profile) ?? [];
        versions.push({ until: this.#clock.now(), shown });
        this.#versions.set(profile, versions);
    }

    #shown(profile: Profile): Profile | undefined {
        const horizon = this.#horizon();
        const version = this.#versions.get(profile)?.find(({ until }) => until > horizon);
        return version === undefined ? profile : version.shown;
    }

    #forgetOld(): void {
        const horizon = this.#horizon();
        for (const [profile, versions] of this.#versions) {
            if ((versions.at(-1)?.until ?? 0) > horizon) continue;
            this.#versions.delete(profile);
            this.#deleted.delete(profile);
        }
    }
}
