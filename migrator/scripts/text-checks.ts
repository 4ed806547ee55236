import type { AnyNode } from 'acorn';
import { keyOf, nodesIn, pathOf, textOf } from './node-parts.ts';
import type { ParsedScript } from './parse-script.ts';
import type { Problem } from './problem.ts';
import { originsOf, valuesOf } from './value-origins.ts';

const SECRET_NAME =
    /^(pass(word|wd|phrase)?|pwd|(client|app|shared|jwt)?[-_]?secret|(x[-_])?api[-_]?key|access[-_]?key|private[-_]?key|(access|auth|api|bearer)?[-_]?token|authorization)$/i;
const LOG = /^(console\.\w+|process\.std(out|err)\.write)$/;
const SECRET_TEXT =
    /:\/\/[^\s/:@]+:[^\s/@]+@|-----BEGIN [A-Z ]*PRIVATE KEY|^(Basic|Bearer) [\w+/=.-]{6,}|\bAKIA[0-9A-Z]{16}\b|\bsk_live_\w+|[?&](api[-_]?key|(access|auth)?[-_]?token|secret|pass(word|wd)?)=[\w+/.~-]{6,}/i;

/** Looks at what stands in a script: secrets, passwords in logs, what the sandbox does not have. */
export function findTextProblems(script: ParsedScript): Problem[] {
    const nodes = nodesIn(script.program);
    return [
        ...nodes.flatMap((node) => secretProblem(node)),
        ...nodes.flatMap((node) => logProblem(script, node)),
        ...nodes.flatMap((node) => sandboxProblem(node)),
    ];
}

function secretProblem(node: AnyNode): Problem[] {
    const text = textOf(node);
    const isSecretText = text !== undefined && SECRET_TEXT.test(text);
    const [name, assigned] = namedValue(node);
    // What a template leaves of `Bearer ${configuration.TOKEN}` is no secret.
    const value = textOf(assigned)?.replace(/^(Basic|Bearer)\s*/, '') ?? '';
    const isNamedSecret = SECRET_NAME.test(name) && value.length > 3;
    if (!isSecretText && !isNamedSecret) return [];
    return [
        {
            code: 'SCRIPT_SECRET',
            node,
            message:
                'There is a secret in the text, which everybody sees who may see the connection. Put it into `configuration`, whose values Auth0 encrypts.',
        },
    ];
}

// `password: 'x'`, `const password = 'x'` and `options.password = 'x'`; names in camel case are read as others.
function namedValue(node: AnyNode): [name: string, value: AnyNode | undefined] {
    const [name, value] =
        node.type === 'Property'
            ? [keyOf(node), node.value]
            : node.type === 'VariableDeclarator' && node.id.type === 'Identifier'
              ? [node.id.name, node.init ?? undefined]
              : node.type === 'AssignmentExpression'
                ? [pathOf(node.left).split('.').at(-1) ?? '', node.right]
                : ['', undefined];
    return [name.replace(/([a-z])([A-Z])/g, '$1_$2'), value];
}

function logProblem(script: ParsedScript, node: AnyNode): Problem[] {
    const { password } = script;
    if (password === undefined) return [];
    const isLog =
        node.type === 'CallExpression' && originsOf(script, node.callee).some((callee) => LOG.test(pathOf(callee)));
    const isError = node.type === 'NewExpression' && /Error$/.test(pathOf(node.callee));
    if ((!isLog && !isError) || !node.arguments.some((argument) => isTold(script, argument, password))) return [];
    return [
        {
            code: 'SCRIPT_LOGS_PASSWORD',
            node,
            message: isLog
                ? "A password is logged, and stays in Auth0's logs and wherever they are sent. Remove it."
                : 'A password is part of an error, which Auth0 writes to the tenant log and shows. Remove it.',
        },
    ];
}

// Whether a value holds the password itself, not what some function made of it.
function isTold(script: ParsedScript, value: AnyNode, password: string, depth = 0): boolean {
    if (value.type === 'Identifier') {
        if (value.name === password) return true;
        return depth < 3 && valuesOf(script, value.name).some((given) => isTold(script, given, password, depth + 1));
    }
    const inside = (inner: AnyNode | null | undefined): boolean =>
        inner !== null && inner !== undefined && isTold(script, inner, password, depth);
    switch (value.type) {
        case 'MemberExpression':
            return (
                pathOf(value) === `${password}.password` ||
                (pathOf(value.object) === password && password === 'password')
            );
        case 'TemplateLiteral':
            return value.expressions.some(inside);
        case 'BinaryExpression':
            return inside(value.left) || inside(value.right);
        case 'LogicalExpression':
            return inside(value.left) || inside(value.right);
        case 'ObjectExpression':
            return value.properties.some((property) =>
                inside(property.type === 'Property' ? property.value : property.argument),
            );
        case 'ArrayExpression':
            return value.elements.some(inside);
        case 'CallExpression':
            return (
                /^(JSON\.stringify|String|util\.inspect|.*\.inspect)$/.test(pathOf(value.callee)) &&
                value.arguments.some(inside)
            );
        default:
            return false;
    }
}

function sandboxProblem(node: AnyNode): Problem[] {
    if (pathOf(node).startsWith('process.env')) {
        return [
            {
                code: 'SCRIPT_ENVIRONMENT',
                node,
                message:
                    "The sandbox has no environment of yours. Read `configuration.NAME`, and set it with the connection's `configuration`.",
            },
        ];
    }
    const [name] = node.type === 'CallExpression' && pathOf(node.callee) === 'require' ? node.arguments : [];
    if (name === undefined || !/^(\.|\/)/.test(textOf(name) ?? '')) return [];
    return [
        {
            code: 'SCRIPT_LOCAL_MODULE',
            node,
            message:
                'Auth0 has the text of this script and no other file. Write the functions into the script, or require a package that the sandbox has.',
        },
    ];
}
