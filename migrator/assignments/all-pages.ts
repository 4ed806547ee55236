import type { Run } from '../run/run.ts';
import type { Page } from '../tenant/assignments.ts';

/**
 * Streams a list of a tenant, page after page.
 *
 * @param list - asks for one page
 * @throws {MigrationError} what the tenant throws; `RUN_STOPPED`
 */
export async function* allPages<T>(
    run: Pick<Run, 'time'>,
    list: (from?: string) => Promise<Page<T>>,
): AsyncGenerator<readonly T[]> {
    let from: string | undefined;
    do {
        run.time.stopIfAsked();
        const page = await list(from);
        yield page.items;
        from = page.next;
    } while (from !== undefined);
}

/** Gives a whole list of a tenant; for lists that are short by Auth0's limits. */
export async function wholeList<T>(run: Pick<Run, 'time'>, list: (from?: string) => Promise<Page<T>>): Promise<T[]> {
    const items: T[] = [];
    for await (const page of allPages(run, list)) items.push(...page);
    return items;
}
