/** Has artifacts encrypted in the tests of the `describe` that calls it. */
export function useArtifactKey(): void {
    const saved = process.env['AUTH0_USER_MIGRATION_KEY'];
    before(() => {
        process.env['AUTH0_USER_MIGRATION_KEY'] = Buffer.alloc(32, 7).toString('base64');
    });
    after(() => {
        if (saved === undefined) delete process.env['AUTH0_USER_MIGRATION_KEY'];
        else process.env['AUTH0_USER_MIGRATION_KEY'] = saved;
    });
}
