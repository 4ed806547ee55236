import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** What zod says where no text of ours says more. */
const NOTHING_SAID = 'Invalid input';

/**
 * Replaces a value that fits none of several forms by what is wrong with it in the form that it comes closest to.
 *
 * Of a value that is no form's kind at all, such as a word in place of an object, the issue stays.
 */
export function closestIssues(issue: Issue): Issue[] {
    if (issue.code !== 'invalid_union') return [issue];
    const close = issue.errors.filter((inner) => inner.every(isInside)).sort((a, b) => a.length - b.length)[0];
    if (close === undefined) return [issue];
    return close.flatMap((inner) => closestIssues({ ...inner, path: [...issue.path, ...inner.path] }));
}

function isInside({ code, path }: Issue): boolean {
    return path.length > 0 || code === 'unrecognized_keys';
}

/** Says what was expected in place of a value. */
export function expectationOf(issue: Issue): string {
    const forms = formsOf(issue);
    return forms.length === 0 ? issue.message : `Expected ${[...new Set(forms)].join(' or ')}`;
}

// What zod says of a type names what it received, too, which follows anyway.
function formsOf(issue: Issue): string[] {
    if (issue.code === 'invalid_type') return [`${/^[aeiou]/.test(issue.expected) ? 'an' : 'a'} ${issue.expected}`];
    if (issue.code === 'invalid_union' && issue.message === NOTHING_SAID)
        return issue.errors.flat().flatMap((inner) => formsOf(inner));
    return expectedValues(issue).map((value) => JSON.stringify(value));
}

/** Lists the values that an issue expects one of. */
export function expectedValues(issue: Issue): unknown[] {
    if (issue.code === 'invalid_value') return issue.values;
    if (issue.code !== 'invalid_union') return [];
    return [...optionsOf(issue), ...issue.errors.flat().flatMap((inner) => expectedValues(inner))];
}

// Where one setting tells the forms apart, zod gives the values that it takes, but its types don't have them.
function optionsOf(issue: object): unknown[] {
    return 'options' in issue && Array.isArray(issue.options) ? issue.options : [];
}
