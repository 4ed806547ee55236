import type { AnyNode } from 'acorn';
import type { DataFlow, Source } from './data-flow.ts';
import { isFunction, pathOf } from './node-parts.ts';

/** Methods and functions whose result is still what went in, in another form. */
const KEEPING =
    /(^|\.)(toLowerCase|toUpperCase|trim|trimStart|trimEnd|normalize|toString|valueOf|concat|join|split|slice|substring|substr|replace|replaceAll|padStart|padEnd|repeat|reverse|map|filter|flat|toFixed|format|inspect|stringify|from|String|Number|BigInt|encodeURIComponent|encodeURI|digest|update|md5|sha1|sha256|btoa|atob)$/;
const CALLED = /^(createHash|createHmac)$/;

/** Lists what a value is put together from: literals, what was typed, what the source gave. */
export function ingredientsOf(flow: DataFlow, value: AnyNode, path: readonly string[] = []): Source[] {
    const found: Source[] = [];
    collect(flow, value, path, new Set(), found);
    return found;
}

function collect(flow: DataFlow, value: AnyNode, path: readonly string[], seen: Set<AnyNode>, found: Source[]): void {
    for (const source of flow.sourcesOf(value, path)) {
        const parts = partsOf(source);
        if (parts === undefined || seen.has(source.from)) {
            if (parts === undefined) found.push(source);
            continue;
        }
        seen.add(source.from);
        for (const part of parts) collect(flow, part, [], seen, found);
    }
}

function partsOf({ from, path }: Source): readonly AnyNode[] | undefined {
    switch (from.type) {
        case 'TemplateLiteral':
            return [...from.quasis, ...from.expressions];
        case 'BinaryExpression':
            return from.left.type === 'PrivateIdentifier' ? [from.right] : [from.left, from.right];
        case 'ArrayExpression':
            return from.elements.flatMap((element) =>
                element === null ? [] : [element.type === 'SpreadElement' ? element.argument : element],
            );
        case 'UnaryExpression':
            return from.operator === 'typeof' ? undefined : [from.argument];
        case 'CallExpression': {
            const callee = pathOf(from.callee);
            const isHash = CALLED.test(callee.split('.').at(-1) ?? '');
            if (isHash) return [];
            const isPart = path.length > 1 || (path.length === 1 && !/^(\d+|\*)$/.test(path[0] ?? ''));
            if (isPart || !KEEPING.test(callee)) return undefined;
            const given = from.arguments.flatMap((argument) =>
                argument.type === 'SpreadElement' ? [argument.argument] : isFunction(argument) ? [] : [argument],
            );
            return from.callee.type === 'MemberExpression' && from.callee.object.type !== 'Super'
                ? [from.callee.object, ...given]
                : given;
        }
        default:
            return undefined;
    }
}
