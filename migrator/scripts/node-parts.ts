import type { AnyNode } from 'acorn';
import { base, full } from 'acorn-walk';

/** A function of any kind. */
export type FunctionNode = Extract<
    AnyNode,
    { type: 'FunctionDeclaration' | 'FunctionExpression' | 'ArrowFunctionExpression' }
>;

/** Tells whether a node is a function of any kind. */
export function isFunction(node: AnyNode): node is FunctionNode {
    return (
        node.type === 'FunctionDeclaration' ||
        node.type === 'FunctionExpression' ||
        node.type === 'ArrowFunctionExpression'
    );
}

// Every check walks the whole of a script, some of them once for each name.
const listed = new WeakMap<AnyNode, readonly AnyNode[]>();

/** Lists a node and everything inside of it. */
export function nodesIn(root: AnyNode): readonly AnyNode[] {
    const known = listed.get(root);
    if (known !== undefined) return known;
    const nodes: AnyNode[] = [];
    full(root, (node) => nodes.push(node), { ...base });
    listed.set(root, nodes);
    return nodes;
}

/** Tells whether a node names a variable somewhere inside of it; keys of objects and names of members do not count. */
export function namesVariable(root: AnyNode, name: string): boolean {
    return nodesIn(root).some((node) => node.type === 'Identifier' && node.name === name);
}

/** Gives the path of a chain of members, such as `console.log`; `''` for anything else. */
export function pathOf(node: AnyNode): string {
    if (node.type === 'Identifier') return node.name;
    if (node.type === 'ThisExpression') return 'this';
    if (node.type === 'ChainExpression') return pathOf(node.expression);
    if (node.type !== 'MemberExpression') return '';
    const property =
        !node.computed && node.property.type === 'Identifier'
            ? node.property.name
            : node.property.type === 'Literal'
              ? String(node.property.value)
              : '*';
    const object = pathOf(node.object);
    return object === '' ? `*.${property}` : `${object}.${property}`;
}

/** Gives the name of a key of an object, `''` where it is computed. */
export function keyOf(node: AnyNode): string {
    if (node.type !== 'Property') return '';
    if (!node.computed && node.key.type === 'Identifier') return node.key.name;
    return node.key.type === 'Literal' ? String(node.key.value) : '';
}

/** Gives the text of a literal, or of a template without its expressions; `undefined` for anything else. */
export function textOf(node: AnyNode | null | undefined): string | undefined {
    if (node?.type === 'Literal' && typeof node.value === 'string') return node.value;
    if (node?.type === 'TemplateLiteral') return node.quasis.map(({ value }) => value.cooked ?? '').join('');
    return undefined;
}

/** Lists the nodes that a node is made of, in their order. */
export function childrenOf(node: AnyNode): AnyNode[] {
    return Object.values(node).flatMap((value: unknown) => {
        const all = Array.isArray(value) ? value : [value];
        return all.filter((child): child is AnyNode => typeof child === 'object' && child !== null && 'type' in child);
    });
}
