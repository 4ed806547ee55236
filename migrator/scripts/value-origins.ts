import type { AnyNode } from 'acorn';
import { isFunction, nodesIn, pathOf } from './node-parts.ts';
import type { ParsedScript } from './parse-script.ts';

const MAX_STEPS = 4;

/** What is assigned to a variable of this name, wherever it is. */
export function valuesOf(script: ParsedScript, name: string): AnyNode[] {
    return nodesIn(script.program).flatMap((node): AnyNode[] => {
        if (node.type === 'VariableDeclarator')
            return node.id.type === 'Identifier' && node.id.name === name && node.init ? [node.init] : [];
        if (node.type === 'AssignmentExpression')
            return node.left.type === 'Identifier' && node.left.name === name ? [node.right] : [];
        return node.type === 'AssignmentPattern' && node.left.type === 'Identifier' && node.left.name === name
            ? [node.right]
            : [];
    });
}

// An expression, with those that it may stand for: what a variable was given, what a function of the script returns.
function originsOf(script: ParsedScript, value: AnyNode, steps = MAX_STEPS): AnyNode[] {
    if (steps === 0) return [value];
    const behind =
        value.type === 'Identifier'
            ? valuesOf(script, value.name)
            : value.type === 'CallExpression' && value.callee.type === 'Identifier'
              ? returnsOf(script, value.callee.name)
              : [];
    return [value, ...behind.flatMap((origin) => originsOf(script, origin, steps - 1))];
}

function returnsOf(script: ParsedScript, name: string): AnyNode[] {
    return nodesIn(script.program).flatMap((node): AnyNode[] => {
        const made = node.type === 'VariableDeclarator' && node.id.type === 'Identifier' && node.id.name === name;
        const body = made
            ? node.init
            : node.type === 'FunctionDeclaration' && node.id?.name === name
              ? node
              : undefined;
        if (body === undefined || body === null || !isFunction(body)) return [];
        if (body.body.type !== 'BlockStatement') return [body.body];
        return nodesIn(body.body).flatMap((inner) =>
            inner.type === 'ReturnStatement' && inner.argument ? [inner.argument] : [],
        );
    });
}

const KEEPING =
    /(^|\.)(toLowerCase|toUpperCase|trim|normalize|toString|concat|digest|slice|String|encodeURIComponent|md5|sha1|sha256)$/;

/** Says whether a value is what somebody typed, or is put together from it; what a function finds by it is something else. */
export function isMadeOf(script: ParsedScript, value: AnyNode, names: readonly string[]): boolean {
    return originsOf(script, value).some((origin) => isTyped(origin, names));
}

function isTyped(value: AnyNode, names: readonly string[]): boolean {
    const within = (inner: AnyNode): boolean => isTyped(inner, names);
    switch (value.type) {
        case 'Identifier':
            return names.includes(value.name);
        case 'TemplateLiteral':
            return value.expressions.some(within);
        case 'BinaryExpression':
            return value.operator === '+' && (within(value.left) || within(value.right));
        case 'CallExpression': {
            const { callee } = value;
            const isUpdate = /createH(ash|mac)/.test(pathOf(callee)) || pathOf(callee).endsWith('.update');
            if (!isUpdate && !KEEPING.test(pathOf(callee)) && !/^Buffer\.from$/.test(pathOf(callee))) return false;
            return value.arguments.some(within) || (callee.type === 'MemberExpression' && within(callee.object));
        }
        default:
            return false;
    }
}

/** Says whether a variable of this name is tested somewhere: what follows may rely on it. */
export function isTested(script: ParsedScript, name: string): boolean {
    return nodesIn(script.program).some(
        (node) =>
            (node.type === 'IfStatement' || node.type === 'ConditionalExpression') &&
            nodesIn(node.test).some((inner) => inner.type === 'Identifier' && inner.name === name),
    );
}
