import type { Connection } from '../entities.ts';

/**
 * Who decides on the users of a database connection: `auth0` alone; `lazy`, a custom database whose users Auth0 takes over at their first
 * login (import mode on); `legacy`, a custom database that is asked each time (import mode off).
 */
export type DatabaseMode = 'auth0' | 'lazy' | 'legacy';

/** Tells the mode of a connection by its options. */
export function databaseMode({ strategy, options }: Connection): DatabaseMode {
    if (strategy !== 'auth0' || options['enabledDatabaseCustomization'] !== true) return 'auth0';
    return options['import_mode'] === true ? 'lazy' : 'legacy';
}
