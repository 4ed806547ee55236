import { ANY_CHARACTER } from './query-tree.ts';

/** A piece of a query. Conditions come as a field, if there is one, and a value. */
export type QueryToken =
    | { kind: '(' | ')' | 'and' | 'or' | 'not' | 'must' | 'must-not' }
    | { kind: 'field'; name: string }
    | { kind: 'value'; parts: readonly string[] }
    | {
          kind: 'range';
          min: string | undefined;
          max: string | undefined;
          includesMin: boolean;
          includesMax: boolean;
      };

// Each begins where the one before ended (sticky), and none has a choice that could be tried again: the time is that of the length.
const SPACE = /\s+/y;
const SYMBOL = /&&|\|\||[()]/y;
const SIGN = /[-+!](?=[^\s)])/y;
const FIELD = /((?:[^\s()[\]{}"\\:+!-]|\\.)(?:[^\s()[\]{}"\\:]|\\.)*):\s*/sy;
const QUOTED = /"((?:[^"\\]|\\.)*)"(?:~\d*)?/sy;
const RANGE = /([[{])\s*(\S+)\s+TO\s+([^\s\]}]+)\s*([\]}])(?:\^[\d.]+)?/y;
// After a field, as the sign of a number.
const NEGATIVE = /-\d+(?:\.\d+)?(?=[\s)]|$)/y;
const COMPARISON = /([<>])(=?)/y;
const WORD = /(?:[^\s()[\]{}"\\]|\\.)+/sy;
const WORDS = { AND: 'and', OR: 'or', NOT: 'not' } as const;
const SYMBOLS = { '&&': 'and', '||': 'or', '(': '(', ')': ')' } as const;
const SIGNS = { '-': 'must-not', '!': 'must-not', '+': 'must' } as const;

/**
 * Cuts a query into its pieces.
 *
 * @throws {SyntaxError} for what is no query
 */
export function* queryTokens(query: string): Generator<QueryToken, void, undefined> {
    let position = 0;
    const take = (pattern: RegExp): RegExpExecArray | undefined => {
        pattern.lastIndex = position;
        const found = pattern.exec(query) ?? undefined;
        if (found !== undefined) position = pattern.lastIndex;
        return found;
    };
    while (position < query.length) {
        if (take(SPACE) !== undefined) continue;
        const symbol = take(SYMBOL)?.[0];
        if (symbol !== undefined) {
            yield { kind: SYMBOLS[symbol as keyof typeof SYMBOLS] };
            continue;
        }
        const sign = take(SIGN)?.[0];
        if (sign !== undefined) {
            yield { kind: SIGNS[sign as keyof typeof SIGNS] };
            continue;
        }
        const field = take(FIELD)?.[1];
        if (field !== undefined) {
            yield { kind: 'field', name: unescaped(field) };
            const number = take(NEGATIVE)?.[0];
            if (number !== undefined) yield { kind: 'value', parts: [number] };
            continue;
        }
        yield value(take);
    }
}

function value(take: (pattern: RegExp) => RegExpExecArray | undefined): QueryToken {
    const quoted = take(QUOTED)?.[1];
    if (quoted !== undefined) return { kind: 'value', parts: [unescaped(quoted)] };
    const range = take(RANGE);
    if (range !== undefined) {
        const [, open, min = '*', max = '*', close] = range;
        return {
            kind: 'range',
            min: min === '*' ? undefined : bound(min),
            max: max === '*' ? undefined : bound(max),
            includesMin: open === '[',
            includesMax: close === ']',
        };
    }
    const comparison = take(COMPARISON);
    if (comparison !== undefined) return comparedWith(comparison, take);
    const word = take(WORD)?.[0];
    if (word === undefined || /^[~^]|^\/.*\/$/s.test(word)) throw new SyntaxError('no value');
    if (word === 'AND' || word === 'OR' || word === 'NOT') return { kind: WORDS[word] };
    // What Lucene adds to a word, `~0.8` and `^2`, changes how results are ranked, and there is no rank here.
    return { kind: 'value', parts: wildcardParts(word.replace(/[~^][\d.]*$/, '')) };
}

// `logins_count:>5` and its like.
function comparedWith(
    [, direction, equal]: RegExpExecArray,
    take: (pattern: RegExp) => RegExpExecArray | undefined,
): QueryToken {
    const text = take(NEGATIVE)?.[0] ?? take(QUOTED)?.[0] ?? take(WORD)?.[0];
    if (text === undefined) throw new SyntaxError('nothing to compare with');
    const isUpper = direction === '<';
    return {
        kind: 'range',
        min: isUpper ? undefined : bound(text),
        max: isUpper ? bound(text) : undefined,
        includesMin: !isUpper && equal === '=',
        includesMax: isUpper && equal === '=',
    };
}

function bound(text: string): string {
    return unescaped(/^"(.*)"$/s.exec(text)?.[1] ?? text);
}

function wildcardParts(word: string): string[] {
    const parts = [''];
    for (let index = 0; index < word.length; index += 1) {
        const character = word.charAt(index);
        if (character === '*') parts.push('');
        else if (character === '?') parts.push((parts.pop() ?? '') + ANY_CHARACTER);
        else if (character === '\\') parts.push(`${parts.pop() ?? ''}${word.charAt((index += 1))}`);
        else parts.push((parts.pop() ?? '') + character);
    }
    return parts;
}

function unescaped(text: string): string {
    return text.replaceAll(/\\(.)/gs, '$1');
}
