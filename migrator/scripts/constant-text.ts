import type { AnyNode } from 'acorn';
import { memberName } from './bindings.ts';
import type { DataFlow } from './data-flow.ts';
import { pathOf } from './node-parts.ts';

const MAX_DEPTH = 12;
const KEEPING = /^(toString|valueOf|trim|slice|toLowerCase|toUpperCase)$/;

/** Gives the text that an expression always is, however it is put together; undefined for one that may be another. */
export function constantText(flow: DataFlow, node: AnyNode, depth = 0): string | undefined {
    if (depth > MAX_DEPTH) return undefined;
    const textOf = (inner: AnyNode): string | undefined => constantText(flow, inner, depth + 1);
    switch (node.type) {
        case 'Literal':
            return typeof node.value === 'string' || typeof node.value === 'number' ? String(node.value) : undefined;
        case 'TemplateLiteral':
            return joined(
                node.quasis.flatMap(({ value }, index) => [
                    value.cooked ?? '',
                    ...node.expressions.slice(index, index + 1).map(textOf),
                ]),
            );
        case 'BinaryExpression':
            return node.operator === '+' ? joined([textOf(node.left), textOf(node.right)]) : undefined;
        case 'Identifier':
        case 'MemberExpression': {
            const [source, ...others] = flow.sourcesOf(node);
            const isOne = source !== undefined && others.length === 0 && source.path.length === 0;
            return isOne && source.from !== node ? textOf(source.from) : undefined;
        }
        case 'CallExpression':
            return textOfCall(node, textOf);
        default:
            return undefined;
    }
}

function textOfCall(
    { callee, arguments: given }: Extract<AnyNode, { type: 'CallExpression' }>,
    textOf: (node: AnyNode) => string | undefined,
): string | undefined {
    const [first] = given;
    if (/^(String|btoa|Buffer\.from|encodeURIComponent)$/.test(pathOf(callee)) && first) return textOf(first);
    if (callee.type !== 'MemberExpression') return undefined;
    const method = memberName(callee);
    if (KEEPING.test(method)) return textOf(callee.object);
    if (method === 'concat') return joined([callee.object, ...given].map(textOf));
    if (method !== 'join' || callee.object.type !== 'ArrayExpression') return undefined;
    const between = first === undefined ? ',' : textOf(first);
    const parts = callee.object.elements.map((element) => (element === null ? '' : textOf(element)));
    return between === undefined || parts.includes(undefined) ? undefined : parts.join(between);
}

function joined(parts: readonly (string | undefined)[]): string | undefined {
    return parts.includes(undefined) ? undefined : parts.join('');
}
